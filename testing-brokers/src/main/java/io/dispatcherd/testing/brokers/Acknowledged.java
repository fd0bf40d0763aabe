package io.dispatcherd.testing.brokers;

import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Outcome;

/**
 * What a service reported to a {@link MemoryBroker} about a delivery.
 *
 * @param channel where it was published
 * @param payload its whole text
 * @param acknowledgement what became of it
 */
public record Acknowledged(String channel, String payload, Acknowledgement acknowledgement) {
  /** What became of it, in one word. */
  public Outcome outcome() {
    return acknowledgement.outcome();
  }
}
