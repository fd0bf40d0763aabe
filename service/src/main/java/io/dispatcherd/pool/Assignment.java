package io.dispatcherd.pool;

import io.dispatcherd.processors.PendingTask;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task on its worker, from the moment that it was handed over until it has ended. */
final class Assignment {
  private final long run;
  private final PendingTask task;
  private final Instant startedAt;
  private final @Nullable Instant timeoutAt;
  private @Nullable Instant killAt;
  private boolean timedOut;

  Assignment(long run, PendingTask task, Instant now) {
    this.run = run;
    this.task = task;
    startedAt = now;
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

  /** Since it was handed over. */
  Duration time(Instant now) {
    return Duration.between(startedAt, now);
  }

  /** How it ends, given how it would if nobody had told it to stop. */
  RunEnd endsAs(RunEnd otherwise) {
    if (!isCancelled()) {
      return otherwise;
    }
    return timedOut ? RunEnd.TIMED_OUT : RunEnd.CANCELLED;
  }

  /** Its time is up, which is why it is told to stop. */
  void timedOut() {
    timedOut = true;
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
