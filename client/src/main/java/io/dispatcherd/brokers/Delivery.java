package io.dispatcherd.brokers;

import io.dispatcherd.messages.Acknowledgeable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something that a broker delivered: a whole message or a chunk of one, the way to answer it, and
 * (as {@link Acknowledgeable}) the way to tell the broker what became of it.
 *
 * <p>Its service has it until it is acknowledged. Once the subscription that handed it over is
 * closed, or the delivery is {@linkplain Subscription#onLost lost}, acknowledging it does nothing:
 * the message may be with another service by then.
 */
public non-sealed interface Delivery extends Received, Acknowledgeable {
  /** The channel it came over. */
  String channel();

  /** The text as it was published. */
  String payload();

  /** What the broker calls it; empty for what it doesn't keep. */
  default Optional<String> id() {
    return Optional.empty();
  }

  /** Whether the broker keeps it until it is acknowledged. */
  default boolean isKept() {
    return id().isPresent();
  }

  /** Which attempt at the task this is, from 1; always 1 if the broker keeps nothing. */
  default int attempt() {
    return 1;
  }

  /** When it was submitted, by the broker's clock; empty if the broker doesn't know. */
  default Optional<Instant> submittedAt() {
    return Optional.empty();
  }

  /** What the publisher or the broker has noted about it besides the payload. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /** For how long it is the service's; empty if it doesn't run out. */
  default Optional<Lease> lease() {
    return Optional.empty();
  }

  /**
   * Replies to its sender. May block on the network.
   *
   * @param replyTo the channel that the sender asked for; a broker that knows its sender answers
   *     there instead
   * @param reply the whole JSON text of the reply
   * @throws BrokerException if the reply could not be sent
   */
  void reply(String replyTo, String reply);
}
