package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Acknowledgement;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * A command, which nobody keeps.
 *
 * @param channel the exchange that it came from
 * @param payload its text, its signature checked and taken off
 * @param replies sends a reply to a queue
 */
record CommandDelivery(String channel, String payload, BiConsumer<String, String> replies)
    implements Delivery {
  @Override
  public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
    return ACKNOWLEDGED;
  }

  @Override
  public void reply(String replyTo, String reply) {
    replies.accept(replyTo, reply);
  }

  /** The channel and the size only: the payload may be confidential. */
  @Override
  public String toString() {
    return payload.length() + " characters from " + channel;
  }
}
