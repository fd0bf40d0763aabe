package io.dispatcherd.brokers.signing;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Outcome;

/** A delivery that was checked and not accepted: nobody gets to see its payload. */
record RefusedDelivery(Delivery received, UnverifiedMessageException problem) implements Delivery {
  @Override
  public String channel() {
    return received.channel();
  }

  @Override
  public String payload() {
    throw problem;
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
