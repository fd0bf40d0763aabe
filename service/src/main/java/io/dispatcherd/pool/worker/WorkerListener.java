package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.FromWorker;

/** Hears about workers, on threads of the launcher: implementations only pass the news on. */
public interface WorkerListener {
  /** The worker's process exists. */
  void spawned(int workerId, long pid);

  /**
   * The worker said something.
   *
   * @param onTaken to be called once, on any thread, when it waits no longer
   */
  void said(int workerId, FromWorker frame, Runnable onTaken);

  /** The worker says more than is taken, and has to wait. */
  default void saidMoreThanIsTaken(int workerId) {}

  /** The worker sent a frame that is too long, with which its line is broken. */
  default void saidTooMuch(int workerId, String what) {}

  /**
   * The worker is gone: the last word about it, after everything that it said; unless it was {@link
   * WorkerExit.Kind#STUCK}, then a second call says that it has ended.
   */
  void gone(int workerId, WorkerExit exit);
}
