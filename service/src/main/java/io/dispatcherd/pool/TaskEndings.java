package io.dispatcherd.pool;

import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.processors.PendingTask;
import java.time.Duration;
import java.util.Optional;

/** Hears, on the pool's own thread, that a task is no longer on a worker. */
public interface TaskEndings {
  /**
   * The run has ended.
   *
   * @param time from the moment that a worker got the task
   * @param result what the worker reported; empty if it didn't come to that
   */
  void ended(PendingTask task, RunEnd end, Duration time, Optional<TaskResult> result);

  /** The worker left before it began with the task: another one may have it. */
  void notBegun(PendingTask task);
}
