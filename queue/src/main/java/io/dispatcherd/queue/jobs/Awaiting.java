package io.dispatcherd.queue.jobs;

import io.dispatcherd.brokers.BrokerException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Waits for the ends of jobs, for any number of threads with one statement at a time: of those that
 * wait, one looks for all. A job that has just been waited for is looked at after some
 * milliseconds, one that takes long less and less often, up to twice a second. Thread-safe.
 */
final class Awaiting {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** A pause is this part of the time that a job has been waited for. */
  private static final int PART = 8;

  private final UnaryOperator<Set<Long>> endedAmong;

  /** Guards all below. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Something has ended, or nobody looks any more. */
  private final Condition changed = lock.newCondition();

  /** Somebody else waits, so that whoever looks looks sooner. */
  private final Condition arrived = lock.newCondition();

  /** How many wait for each job. */
  private final Map<Long, Integer> waited = new HashMap<>();

  /** Those of them that have been seen to have ended. */
  private final Set<Long> ended = new HashSet<>();

  /** When the latest one came. */
  private long latest;

  /** Whether one of the threads looks for all. */
  private boolean isLooked;

  /** Waits with what asks the database which of these jobs have ended. */
  Awaiting(UnaryOperator<Set<Long>> endedAmong) {
    this.endedAmong = endedAmong;
  }

  /**
   * Waits until a job has ended.
   *
   * @return false if it hasn't been seen to end in time
   * @throws BrokerException if the database can't be asked when the time is over
   * @throws InterruptedException if the thread is interrupted
   */
  boolean await(long job, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    lock.lockInterruptibly();
    try {
      waited.merge(job, 1, Integer::sum);
      latest = System.nanoTime();
      arrived.signal();
      while (isLooked && !ended.contains(job)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        var unused = changed.awaitNanos(left);
      }
      return ended.contains(job) || lookFor(job, deadline);
    } finally {
      leave(job);
      lock.unlock();
    }
  }

  /** Looks for all until this thread's own job has ended, or its time is over. */
  private boolean lookFor(long job, long deadline) throws InterruptedException {
    isLooked = true;
    try {
      while (true) {
        long start = System.nanoTime();
        boolean isLast = deadline - start <= 0;
        look(isLast);
        if (ended.contains(job) || isLast) {
          return ended.contains(job);
        }
        pause(start, deadline);
      }
    } finally {
      isLooked = false;
      changed.signal();
    }
  }

  private void look(boolean isLast) {
    Set<Long> jobs = Set.copyOf(waited.keySet());
    Set<Long> found = Set.of();
    lock.unlock();
    try {
      found = endedAmong.apply(jobs);
    } catch (BrokerException e) {
      // The database may be back in time.
      if (isLast) {
        throw e;
      }
    } finally {
      lock.lock();
    }
    for (Long job : found) {
      if (waited.containsKey(job) && ended.add(job)) {
        changed.signalAll();
      }
    }
  }

  /** Until the next look is due, which a new job brings forward. */
  private void pause(long start, long deadline) throws InterruptedException {
    long known = latest;
    long now = System.nanoTime();
    long first = Math.max(FIRST_PAUSE.toNanos(), 2 * (now - start));
    long soonest = now + first;
    long until = Math.max(soonest, now + Math.min((now - latest) / PART, LONGEST_PAUSE.toNanos()));
    while (true) {
      long next = Math.min(deadline, known == latest ? until : soonest);
      long left = next - System.nanoTime();
      if (left <= 0) {
        return;
      }
      var unused = arrived.awaitNanos(left);
    }
  }

  private void leave(long job) {
    if (waited.merge(job, -1, Integer::sum) == 0) {
      waited.remove(job);
      ended.remove(job);
    }
  }
}
