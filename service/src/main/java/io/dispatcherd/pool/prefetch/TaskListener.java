package io.dispatcherd.pool.prefetch;

import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.processors.PendingTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Hears, on the pool's own thread, how tasks fare on workers. */
public interface TaskListener {
  /** A worker begins with the task; it may give it back nevertheless. */
  void begun(PendingTask task, Instant now);

  /**
   * The run has ended.
   *
   * @param time from the moment that a worker got the task
   * @param result what the worker reported; empty if it didn't come to that
   */
  void ended(PendingTask task, RunEnd end, Duration time, Optional<TaskResult> result);

  /**
   * The run has ended with its worker.
   *
   * @param how the worker ended, as one line
   */
  default void lost(PendingTask task, RunEnd end, Duration time, String how) {
    ended(task, end, time, Optional.empty());
  }

  /** The worker did not begin with the task: another one may have it. */
  void notBegun(PendingTask task);

  /**
   * The worker did not begin with the task, which was told to stop meanwhile.
   *
   * @param end that it was cancelled or interrupted
   */
  void withdrawn(PendingTask task, RunEnd end);
}
