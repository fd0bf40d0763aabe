package io.dispatcherd.producers;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Outcome;

/**
 * A delivery whose replies are sent elsewhere, one after the other: {@link #reply} never blocks.
 */
record OrderedReplies(Delivery delivery, ReplyQueue queue) implements Delivery {
  @Override
  public String channel() {
    return delivery.channel();
  }

  @Override
  public String payload() {
    return delivery.payload();
  }

  @Override
  public void reply(String replyTo, String reply) {
    queue.add(delivery, replyTo, reply);
  }

  @Override
  public void settle(Outcome outcome) {
    delivery.settle(outcome);
  }

  /** The channel only: the payload may be confidential. */
  @Override
  public String toString() {
    return "delivery over " + channel();
  }
}
