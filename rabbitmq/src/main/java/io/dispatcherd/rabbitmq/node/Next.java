package io.dispatcherd.rabbitmq.node;

import java.time.Duration;

/** What becomes of a message whose end is told. */
sealed interface Next {
  /** It is deleted. */
  record Gone() implements Next {}

  /**
   * It comes again.
   *
   * @param attempt its number then
   * @param pause how long from now
   */
  record Again(int attempt, Duration pause) implements Next {}

  /**
   * It becomes a dead letter.
   *
   * @param attempts how often it was started
   * @param error what it failed with
   */
  record Dead(int attempts, String error) implements Next {}
}
