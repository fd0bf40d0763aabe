package io.dispatcherd.benchmarks.peers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the jobs that have run, from the first to the last. Libraries make their own objects of
 * jobs, so that there is one counter for all.
 */
public final class Runs {
  private static final Runs ALL = new Runs();

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition done = lock.newCondition();
  private int left;
  private long first;
  private long last;

  private Runs() {}

  static Runs all() {
    return ALL;
  }

  /** A job runs; called by jobs. */
  public static void ran() {
    ALL.count();
  }

  private void count() {
    long now = System.nanoTime();
    lock.lock();
    try {
      if (first == 0) {
        first = now;
      }
      last = now;
      left--;
      if (left == 0) {
        done.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** So many are to come. */
  void expect(int jobs) {
    lock.lock();
    try {
      left = jobs;
      first = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all have run; the time from the first to the last, in seconds. */
  double await(Duration atMost) throws InterruptedException, TimeoutException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (left > 0) {
        if (nanos <= 0) {
          throw new TimeoutException(
              "%d jobs have not run after %d s"
                  .formatted(left, TimeUnit.NANOSECONDS.toSeconds(atMost.toNanos())));
        }
        nanos = done.awaitNanos(nanos);
      }
      return (last - first) / 1e9;
    } finally {
      lock.unlock();
    }
  }
}
