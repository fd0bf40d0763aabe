package io.dispatcherd.brokers;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.StepRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Something that a broker delivered: a whole message or a chunk of one, the way to answer it, and
 * (as {@link Acknowledgeable}) the way to tell the broker how it ended.
 *
 * <p>It belongs to the service until it is acknowledged. Once the subscription that handed it over
 * is closed, or the delivery is {@linkplain Subscription#onLost lost}, acknowledging it does
 * nothing: the message may be with another service by then.
 */
public non-sealed interface Delivery extends Received, Acknowledgeable {
  /** The channel that it was received on. */
  String channel();

  /** The text as it was published. */
  String payload();

  /** Its id in the broker; empty if the broker doesn't keep it. */
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

  /** Headers that the publisher or the broker added to the payload. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /** How long it belongs to the service; empty for no limit. */
  default Optional<Lease> lease() {
    return Optional.empty();
  }

  /**
   * Says how far its task is, for whoever looks. Returns at once; what can't be stored is dropped.
   * Does nothing if the broker keeps nothing.
   *
   * @param part from 0 to 1
   * @param text what it is at; empty for nothing
   */
  default void progress(double part, String text) {}

  /** How its task can store its own end; empty if the broker can't do that. */
  default Optional<Completion> completion() {
    return Optional.empty();
  }

  /**
   * Submits work that follows from it to the same broker, which knows then what it came from.
   *
   * @return completes when the broker has it; fails if it could not take it
   */
  default CompletionStage<Void> submit(Outgoing followUp) {
    return CompletableFuture.failedStage(
        new BrokerException("this broker takes no follow-up work of a delivery"));
  }

  /**
   * Answers what its task asks about its steps and signals.
   *
   * @return fails if the broker refuses or can't be reached, or keeps no steps
   */
  default CompletionStage<StepRequest.Answer> step(StepRequest request) {
    return CompletableFuture.failedStage(
        new BrokerException("the broker that keeps this task keeps no steps of it"));
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
