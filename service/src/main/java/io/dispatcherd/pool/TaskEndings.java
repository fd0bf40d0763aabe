package io.dispatcherd.pool;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.processors.PendingTask;

/** Hears, on the pool's own thread, that a task is no longer on a worker. */
public interface TaskEndings {
  /** The task has ended so. */
  void ended(PendingTask task, Outcome outcome);

  /** The worker left before it began with the task: another one may have it. */
  void notBegun(PendingTask task);
}
