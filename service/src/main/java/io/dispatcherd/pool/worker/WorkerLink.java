package io.dispatcherd.pool.worker;

import io.dispatcherd.frames.ToWorker;

/** The parent's end of the line to one worker. Calls return at once and come from one thread. */
public interface WorkerLink {
  /** Queues a frame for the worker; does nothing if the worker is gone. */
  void send(ToWorker frame);

  /** Sends what was queued; a link may do that earlier. */
  default void flush() {}

  /** Whether the worker has a JVM, and so memory, of its own. */
  boolean hasOwnJvm();

  /** Ends the worker at once, whatever it is doing. The listener hears that it is gone. */
  void kill();
}
