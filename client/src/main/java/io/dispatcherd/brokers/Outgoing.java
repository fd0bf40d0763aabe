package io.dispatcherd.brokers;

import java.time.Instant;
import java.util.Optional;

/**
 * A message on its way out.
 *
 * @param channel where it goes
 * @param payload the whole JSON text
 * @param at when it is to start, by the broker's clock; empty for at once or after its delay. Only
 *     for brokers that {@linkplain BrokerCapability#DELAYS see to delays}
 * @param isIdentified whether the caller has chosen the message's uuid, so that a broker that keeps
 *     messages takes it as an identity: a second one with the same uuid changes nothing
 */
public record Outgoing(String channel, String payload, Optional<Instant> at, boolean isIdentified) {
  /** A message that starts at once or after its delay, under a uuid that nobody has chosen. */
  public Outgoing(String channel, String payload) {
    this(channel, payload, Optional.empty(), false);
  }

  /** The channel and the size only: the payload may be confidential. */
  @Override
  public String toString() {
    return payload.length() + " characters to " + channel;
  }
}
