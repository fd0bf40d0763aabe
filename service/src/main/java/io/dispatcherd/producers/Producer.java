package io.dispatcherd.producers;

import io.dispatcherd.brokers.DeadLetterBroker;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A source of work. The service starts each producer once and stops it once, in that order.
 *
 * <p>A custom producer is named by class under {@code producers} in the configuration and has a
 * public constructor that takes its options as a {@code Map<String, Object>}.
 */
public interface Producer {
  /**
   * The name under which the {@code producers} command and the metrics show it, such as {@code
   * my-producer}: constant, and unique in the service, which otherwise doesn't start.
   */
  String name();

  /**
   * Starts to deliver, and returns at once.
   *
   * @return completes when the producer delivers, or is trying to; completes with an error if it
   *     never will, which ends the start of the service
   */
  CompletableFuture<Void> start(MessageSink sink);

  /**
   * Stops delivering. When this returns nothing more is delivered; what was delivered before may
   * still be running.
   */
  void stop();

  /**
   * Lets go of what it needs for what it has delivered: all of that has ended. Called once, after
   * {@link #stop}.
   */
  default void close() {}

  /**
   * Its connection, if it has one that can break: a service is ready only while all of them listen.
   * Any thread; returns at once.
   */
  default Optional<BrokerConnection> connection() {
    return Optional.empty();
  }

  /**
   * The broker that it takes tasks from, if that keeps them. Any thread; returns at once, but what
   * is asked of the broker waits for it.
   */
  default Optional<DeadLetterBroker> keptBy() {
    return Optional.empty();
  }

  /**
   * A clock of the service has leapt, as those of tests do. When this returns, whatever is due by
   * it has been delivered. Does nothing unless the producer goes by a clock.
   */
  default void clockChanged() {}

  /** Counts and times for the {@code producers} command. May be called from any thread. */
  Map<String, Object> status();
}
