package io.dispatcherd.child;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends the worker before others may have its task: if nobody says any more that a kept task is
 * still the service's, its run is interrupted, and a little later the worker ended. Thread-safe.
 *
 * <p>Its thread begins with the first lease, and then waits for the next deadline.
 */
final class LeaseGuard {
  /** Parts of what is left of a lease, in percent, after which something happens. */
  private static final int INTERRUPT_AT = 85;

  private static final int END_AT = 95;

  private final Runnable end;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  /** When its run is to be interrupted and the worker to be ended, of {@link System#nanoTime}. */
  private long interruptAt;

  private long endAt;

  /** What runs and is kept; null if nothing is. */
  private @Nullable RunCancellation running;

  private boolean interrupted;
  private @Nullable Thread thread;

  /**
   * @param end ends the worker at once
   */
  LeaseGuard(Runnable end) {
    this.end = end;
  }

  /** What the worker has is the service's for this long. */
  void renewed(Duration left, Instant until) {
    Duration byTheClock = Duration.between(Instant.now(), until);
    long nanos = Math.max(0, Math.min(left.toNanos(), byTheClock.toNanos()));
    long now = System.nanoTime();
    lock.lock();
    try {
      interruptAt = now + nanos / 100 * INTERRUPT_AT;
      endAt = now + nanos / 100 * END_AT;
      if (thread == null) {
        thread = Thread.ofPlatform().daemon().name("lease-guard").start(this::watch);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A kept task begins. */
  void begun(RunCancellation run) {
    lock.lock();
    try {
      running = run;
      interrupted = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** It has ended. */
  void ended() {
    lock.lock();
    try {
      running = null;
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    lock.lock();
    try {
      while (true) {
        RunCancellation current = running;
        if (current == null) {
          changed.awaitUninterruptibly();
          continue;
        }
        long left = (interrupted ? endAt : interruptAt) - System.nanoTime();
        if (left > 0) {
          try {
            var unused = changed.awaitNanos(left);
          } catch (InterruptedException e) {
            // Nobody interrupts this thread but a task gone wild.
          }
        } else if (interrupted) {
          end.run();
          return;
        } else {
          interrupted = true;
          current.cancel(RunCancellation.Cause.LEASE_OVER);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
