package io.dispatcherd.rabbitmq.topology;

import java.time.Duration;
import java.util.Map;

/** The arguments that the queues are declared with. */
final class QueueArguments {
  /**
   * How often the server itself hands a message over until it drops it. Attempts are counted by us,
   * who keep what has used them up; the server's default of 20 would lose it.
   */
  private static final int DELIVERY_LIMIT = 1_000_000;

  private QueueArguments() {}

  static Map<String, Object> ofTasks(Duration consumerTimeout) {
    return Map.of(
        "x-queue-type",
        "quorum",
        "x-delivery-limit",
        DELIVERY_LIMIT,
        "x-consumer-timeout",
        consumerTimeout.toMillis());
  }

  /** Messages go on to the next level only once it has them: by default they might be lost. */
  static Map<String, Object> ofLevel(Duration time, String next) {
    return Map.of(
        "x-queue-type",
        "quorum",
        "x-message-ttl",
        time.toMillis(),
        "x-dead-letter-exchange",
        next,
        "x-dead-letter-strategy",
        "at-least-once",
        "x-overflow",
        "reject-publish");
  }

  static Map<String, Object> ofDead(Duration keep) {
    return Map.of(
        "x-queue-type",
        "quorum",
        "x-delivery-limit",
        DELIVERY_LIMIT,
        "x-message-ttl",
        keep.toMillis());
  }
}
