package io.dispatcherd.child;

import io.dispatcherd.frames.WorkerSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue of the thread that runs the tasks. Any thread adds to it, only that one takes from it.
 */
final class Inbox {
  /** What that thread does next. */
  sealed interface Next {
    /** Run this. */
    record Task(AcceptedRun run) implements Next {}

    /** Nothing came for the given time. */
    record Idle() implements Next {}

    /** Leave: nothing more will come. */
    record Leave() implements Next {}
  }

  /** Is told of a run that has been taken out. */
  interface Returned {
    void back(AcceptedRun run) throws IOException;
  }

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private @Nullable WorkerSetup setup;
  private final Deque<AcceptedRun> runs = new ArrayDeque<>();

  /** The thread is running a task, so all runs here wait behind it. */
  private boolean busy;

  private boolean stopping;
  private boolean orphaned;

  void configure(WorkerSetup newSetup) {
    change(() -> setup = newSetup);
  }

  /** Adds a run, unless the worker is to leave. */
  void add(AcceptedRun run) {
    change(
        () -> {
          if (!stopping) {
            runs.add(run);
          }
        });
  }

  /**
   * Makes the worker leave after the current run. Those behind it won't begin, as the service
   * knows.
   */
  void stop() {
    change(
        () -> {
          takeWaiting();
          stopping = true;
        });
  }

  /** The current run has ended: the next one waits behind none. */
  void through() {
    change(() -> busy = false);
  }

  /**
   * Takes out all runs that wait behind another one. No run begins before it has been told of each:
   * the service must hear of them before it hears of the end of one that came later.
   */
  void recall(Returned returned) throws IOException {
    lock.lock();
    try {
      for (AcceptedRun run : takeWaiting()) {
        returned.back(run);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes out a run if it waits behind another one, as {@link #recall} does.
   *
   * @return whether it did
   */
  boolean withdraw(long number, Returned returned) throws IOException {
    lock.lock();
    try {
      if (!busy && isNext(number)) {
        return false;
      }
      for (AcceptedRun run : runs) {
        if (run.number() == number) {
          runs.remove(run);
          returned.back(run);
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isNext(long number) {
    AcceptedRun first = runs.peekFirst();
    return first != null && first.number() == number;
  }

  private List<AcceptedRun> takeWaiting() {
    AcceptedRun next = busy ? null : runs.pollFirst();
    List<AcceptedRun> waiting = List.copyOf(runs);
    runs.clear();
    if (next != null) {
      runs.add(next);
    }
    return waiting;
  }

  /** Makes the worker leave without running what is here: the service is gone. */
  void orphan() {
    change(
        () -> {
          stopping = true;
          orphaned = true;
          runs.clear();
        });
  }

  boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  boolean isOrphaned() {
    lock.lock();
    try {
      return orphaned;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the setup; empty if the worker is to leave before it came. */
  Optional<WorkerSetup> awaitSetup() {
    lock.lock();
    try {
      while (setup == null && !stopping) {
        changed.awaitUninterruptibly();
      }
      return Optional.ofNullable(setup);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for what to do next.
   *
   * @param idleTimeout after which time to return {@link Next.Idle}; empty for never
   */
  Next next(Optional<Duration> idleTimeout) {
    lock.lock();
    try {
      busy = false;
      long nanosLeft = idleTimeout.map(TimeUnit.NANOSECONDS::convert).orElse(Long.MAX_VALUE);
      long deadline = System.nanoTime() + nanosLeft;
      while (runs.isEmpty() && !stopping) {
        if (nanosLeft <= 0) {
          return new Next.Idle();
        }
        try {
          nanosLeft = changed.awaitNanos(nanosLeft);
        } catch (InterruptedException leftover) {
          // An interrupt between two tasks is left over from one of the application's threads.
          nanosLeft = deadline - System.nanoTime();
        }
      }
      AcceptedRun run = runs.poll();
      busy = run != null;
      return run == null ? new Next.Leave() : new Next.Task(run);
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
