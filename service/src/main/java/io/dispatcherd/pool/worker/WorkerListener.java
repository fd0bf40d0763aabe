package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.FromWorker;

/** Receives events of workers, on the launcher's threads: implementations only pass them on. */
public interface WorkerListener {
  /** The worker's process exists. */
  void spawned(int workerId, long pid);

  /**
   * The worker sent a frame.
   *
   * @param onTaken to be called once, on any thread, when the frame has been handled
   */
  void said(int workerId, FromWorker frame, Runnable onTaken);

  /** The worker sends more than is handled, and has to wait. */
  default void saidMoreThanIsTaken(int workerId) {}

  /** The worker sent a frame that is too long, which breaks its line. */
  default void saidTooMuch(int workerId, String what) {}

  /**
   * The worker is gone: the last call about it, after all its frames; unless it was {@link
   * WorkerExit.Kind#STUCK}, then a second call says that it has ended.
   */
  void gone(int workerId, WorkerExit exit);
}
