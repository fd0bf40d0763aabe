package io.dispatcherd.child;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets a cancel interrupt the code of one run, and nothing before, between or after it.
 * Thread-safe.
 *
 * <p>A run is one {@link CancellableSection} of code, or several one after the other: the task and
 * its callbacks. A cancel interrupts the section in progress; with none in progress it cancels the
 * next one before it begins; if none follows it does nothing.
 */
final class RunCancellation {
  /** What asked for the cancel. */
  enum Cause {
    /** Somebody cancelled the task. */
    REQUEST("on request"),
    /** Its time was up. */
    TIMEOUT("its time was up"),
    /** The service can't say any more that the task is its own. */
    LEASE_OVER("its lease is over"),
    /** The service is gone. */
    SERVICE_LOST("its service is gone");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Guards all state, and is held while interrupting: so no interrupt is on its way to a thread
   * that has left its section.
   */
  private final Lock lock = new ReentrantLock();

  private @Nullable CancellableSection current;
  private @Nullable Cause pending;

  /** Cancels the section in progress, or the next one. */
  void cancel(Cause cause) {
    lock.lock();
    try {
      if (current == null) {
        pending = cause;
      } else {
        current.cause = cause;
        current.thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Enters a section, to be run by the calling thread unless it turns out to be cancelled. */
  CancellableSection enter() {
    lock.lock();
    try {
      CancellableSection section = new CancellableSection(Thread.currentThread());
      section.cause = pending;
      pending = null;
      current = section;
      return section;
    } finally {
      lock.unlock();
    }
  }

  /** A stretch of code that can be cancelled. Closed by the thread that entered it. */
  final class CancellableSection implements AutoCloseable {
    private final Thread thread;
    private volatile @Nullable Cause cause;

    private CancellableSection(Thread thread) {
      this.thread = thread;
    }

    /** Whether it was cancelled; stays true after its end. */
    boolean isCancelled() {
      return cause != null;
    }

    /** What cancelled it; null if nothing did. */
    @Nullable Cause cause() {
      return cause;
    }

    /** Ends it. From here on no interrupt comes, and none that came is left. */
    @Override
    public void close() {
      lock.lock();
      try {
        current = null;
        Thread.interrupted();
      } finally {
        lock.unlock();
      }
    }
  }
}
