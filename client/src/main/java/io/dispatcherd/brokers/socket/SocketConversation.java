package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.brokers.socket.wire.SocketLine;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** One connection. The service answers on it, whatever channel a command names. */
final class SocketConversation implements Conversation {
  private final SocketLine line;
  private final Signing signing;
  private final Consumer<SocketConversation> onClose;
  private final String replyTo = "reply_to_" + UUID.randomUUID().toString().replace('-', '_');

  /**
   * @param signing checks replies
   * @param onClose told once this is closed
   */
  SocketConversation(SocketLine line, Signing signing, Consumer<SocketConversation> onClose) {
    this.line = line;
    this.signing = signing;
    this.onClose = onClose;
  }

  @Override
  public String replyTo() {
    return replyTo;
  }

  @Override
  public void send(Outgoing message) {
    line.send(SocketBroker.NAME, message.payload());
  }

  @Override
  public List<String> receive(Duration atMost) throws InterruptedException {
    long start = System.nanoTime();
    Duration left = atMost;
    while (true) {
      List<String> received = line.receive(left);
      List<String> verified = signing.verifyReplies(replyTo, received);
      if (received.isEmpty() || !verified.isEmpty()) {
        return verified;
      }
      left = atMost.minusNanos(System.nanoTime() - start);
    }
  }

  @Override
  public void close() {
    line.close();
    onClose.accept(this);
  }
}
