package io.dispatcherd.brokers.signing;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Outcome;

/**
 * A delivery that was checked and accepted.
 *
 * @param payload without its signature
 */
record VerifiedDelivery(Delivery received, String payload) implements Delivery {
  @Override
  public String channel() {
    return received.channel();
  }

  @Override
  public void reply(String replyTo, String reply) {
    received.reply(replyTo, reply);
  }

  @Override
  public void settle(Outcome outcome) {
    received.settle(outcome);
  }

  /** Without the payload, which may be confidential. */
  @Override
  public String toString() {
    return received.toString();
  }
}
