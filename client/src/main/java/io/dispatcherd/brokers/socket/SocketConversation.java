package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** One connection, over which the service answers whatever channel a command names. */
final class SocketConversation implements Conversation {
  private final SocketLine line;
  private final Consumer<SocketConversation> onClose;
  private final String replyTo = "reply_to_" + UUID.randomUUID().toString().replace('-', '_');

  SocketConversation(SocketLine line, Consumer<SocketConversation> onClose) {
    this.line = line;
    this.onClose = onClose;
  }

  @Override
  public String replyTo() {
    return replyTo;
  }

  @Override
  public void send(Outgoing message) {
    line.send(message.payload());
  }

  @Override
  public List<String> receive(Duration atMost) throws InterruptedException {
    return line.receive(atMost);
  }

  @Override
  public void close() {
    line.close();
    onClose.accept(this);
  }
}
