package io.dispatcherd.queue;

import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A conversation with every service of a schema, whatever queue a command names. */
record QueueConversation(Conversation conversation, UnaryOperator<Outgoing> toAll)
    implements Conversation {
  @Override
  public String replyTo() {
    return conversation.replyTo();
  }

  @Override
  public void send(Outgoing message) {
    conversation.send(toAll.apply(message));
  }

  @Override
  public List<String> receive(Duration atMost) throws InterruptedException {
    return conversation.receive(atMost);
  }

  @Override
  public void close() {
    conversation.close();
  }
}
