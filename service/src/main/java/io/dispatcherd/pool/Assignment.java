package io.dispatcherd.pool;

import io.dispatcherd.processors.PendingTask;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task on its worker, from the moment that it was handed over until it has ended. */
final class Assignment {
  private final long run;
  private final PendingTask task;
  private final @Nullable Instant timeoutAt;
  private @Nullable Instant killAt;

  Assignment(long run, PendingTask task, Instant now) {
    this.run = run;
    this.task = task;
    timeoutAt = task.message().timeout().map(now::plus).orElse(null);
  }

  long run() {
    return run;
  }

  PendingTask task() {
    return task;
  }

  /** Whether the worker has been told to stop this run. */
  boolean isCancelled() {
    return killAt != null;
  }

  /** The worker has been told to stop this run, and has this long to do it. */
  void cancelled(Duration wait, Instant now) {
    killAt = now.plus(wait);
  }

  /** When the run's time is up; null if it has no limit or has been cancelled already. */
  @Nullable Instant timeoutAt() {
    return isCancelled() ? null : timeoutAt;
  }

  /** When the worker is to be killed, if the run hasn't ended by then; null before a cancel. */
  @Nullable Instant killAt() {
    return killAt;
  }
}
