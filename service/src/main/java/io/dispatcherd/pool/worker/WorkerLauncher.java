package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.WorkerSetup;

/** Starts workers of one kind: processes, or threads. */
public interface WorkerLauncher extends AutoCloseable {
  /**
   * Makes ready for so many workers that will be wanted soon, where their start takes time. To be
   * called before the first launch.
   */
  default void prepare(int count) {}

  /**
   * Starts a worker. Returns at once; the listener hears how it goes, a failure to start included.
   * If it throws, say for want of a thread, there is no such worker, and nothing is left of it.
   */
  WorkerLink launch(WorkerSetup setup, WorkerListener listener);

  /** Ends what is left of all workers and removes temporary files. */
  @Override
  void close();
}
