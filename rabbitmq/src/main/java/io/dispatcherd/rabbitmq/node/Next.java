package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.jobs.JobState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of a message whose end is told. */
sealed interface Next {
  /**
   * It is deleted.
   *
   * @param state how it ended
   * @param result what it returned, as a JSON value; null if nothing
   */
  record Gone(JobState state, @Nullable Object result) implements Next {}

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
