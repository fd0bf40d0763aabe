package io.dispatcherd.pool.worker;

import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.TaskState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task on its worker, from the moment that it was sent there until it has ended. */
public final class Assignment {
  private final long run;
  private final PendingTask task;
  private Instant startedAt = Instant.MAX;
  private @Nullable Instant timeoutAt;
  private @Nullable Instant killAt;
  private @Nullable StopReason withdrawnFor;
  private @Nullable StopReason stopReason;

  public Assignment(long run, PendingTask task) {
    this.run = run;
    this.task = task;
  }

  /** The worker begins with it. */
  public void begin(Instant now) {
    task.become(withdrawnFor == null ? TaskState.RUNNING : TaskState.STOPPING);
    startedAt = now;
    timeoutAt = task.message().timeout().map(now::plus).orElse(null);
  }

  /** When the worker began with it; in the far future before that. */
  public Instant startedAt() {
    return startedAt;
  }

  /** It is not to be begun, though it waits on its worker; the worker has been told. */
  public void withdrawn(StopReason reason) {
    withdrawnFor = reason;
  }

  /** Why it is not to be begun; null if it is. */
  public @Nullable StopReason withdrawnFor() {
    return withdrawnFor;
  }

  public long run() {
    return run;
  }

  public PendingTask task() {
    return task;
  }

  /** Whether the worker has been told to stop this run. */
  public boolean isCancelled() {
    return killAt != null;
  }

  /** Since the worker began with it. */
  public Duration time(Instant now) {
    return Duration.between(startedAt, now);
  }

  /** How it ends, given how it would if nobody had told it to stop. */
  public RunEnd endsAs(RunEnd otherwise) {
    if (stopReason == null) {
      return otherwise;
    }
    // What was only interrupted, and has come to its end nevertheless, needn't be run again.
    return stopReason == StopReason.INTERRUPTED
            && (otherwise == RunEnd.DONE || otherwise == RunEnd.SNOOZED)
        ? otherwise
        : stopReason.end();
  }

  /** The worker has been told to stop this run, and has this long to do it. */
  public void cancelled(StopReason reason, Duration wait, Instant now) {
    if (stopReason == null) {
      stopReason = reason;
    }
    if (task.state() == TaskState.RUNNING) {
      task.become(TaskState.STOPPING);
    }
    killAt = now.plus(wait);
  }

  /** The worker has been told already, and has no longer than this. */
  public void hurried(Duration wait, Instant now) {
    Instant latest = now.plus(wait);
    if (killAt != null && latest.isBefore(killAt)) {
      killAt = latest;
    }
  }

  /** The worker is being killed, and has this long to be gone. */
  public void killed(Duration wait, Instant now) {
    killAt = now.plus(wait);
  }

  /** When the run's time is up; null if it has no limit or has been cancelled already. */
  @Nullable
  public Instant timeoutAt() {
    return isCancelled() ? null : timeoutAt;
  }

  /** When the worker is to be killed, if the run hasn't ended by then; null before a cancel. */
  @Nullable
  public Instant killAt() {
    return killAt;
  }
}
