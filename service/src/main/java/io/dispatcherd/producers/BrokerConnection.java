package io.dispatcherd.producers;

import java.util.OptionalDouble;

/**
 * How the connection of a producer to its broker is doing.
 *
 * @param isListening whether it delivers now
 * @param reconnects how often it was made again after it had broken
 * @param queueUsage see {@link io.dispatcherd.brokers.Broker#queueUsage}
 * @param isBlocked whether {@link io.dispatcherd.brokers.Broker#blockedBy} says why
 */
public record BrokerConnection(
    boolean isListening, long reconnects, OptionalDouble queueUsage, boolean isBlocked) {
  /** One whose server takes messages. */
  public BrokerConnection(boolean isListening, long reconnects, OptionalDouble queueUsage) {
    this(isListening, reconnects, queueUsage, false);
  }
}
