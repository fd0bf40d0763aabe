package io.dispatcherd.queue.node;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Ends a wait, or the next one if nobody waits. Thread-safe. */
final class Signal {
  /** Guards {@code given}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private boolean given;

  void give() {
    lock.lock();
    try {
      given = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for it and takes it; false if it didn't come in time. */
  boolean await(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!given && left > 0) {
        left = changed.awaitNanos(left);
      }
      boolean came = given;
      given = false;
      return came;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #await(long)}, in milliseconds. */
  boolean awaitMillis(long millis) throws InterruptedException {
    return await(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
