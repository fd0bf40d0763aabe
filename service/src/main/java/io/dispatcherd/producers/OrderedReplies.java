package io.dispatcherd.producers;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Outcome;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A delivery whose replies are sent elsewhere, one after the other: {@link #reply} never blocks.
 */
record OrderedReplies(Delivery delivery, Executor sender) implements Delivery {
  private static final Logger log = LoggerFactory.getLogger(OrderedReplies.class);

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
    try {
      sender.execute(() -> send(replyTo, reply));
    } catch (RejectedExecutionException e) {
      log.debug("Too late to reply to {}: the producer has stopped", replyTo);
    }
  }

  @Override
  public void settle(Outcome outcome) {
    delivery.settle(outcome);
  }

  private void send(String replyTo, String reply) {
    try {
      delivery.reply(replyTo, reply);
    } catch (BrokerException e) {
      log.warn("Can't reply to {}: {}", replyTo, e.getMessage());
    }
  }

  /** The channel only: the payload may be confidential. */
  @Override
  public String toString() {
    return "delivery over " + channel();
  }
}
