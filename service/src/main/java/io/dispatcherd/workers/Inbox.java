package io.dispatcherd.workers;

import io.dispatcherd.frames.WorkerSetup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits for the thread that runs the tasks. Filled by any thread, emptied by that one. */
final class Inbox {
  /** What that thread is to do next. */
  sealed interface Next {
    /** Run this. */
    record Task(AcceptedRun run) implements Next {}

    /** Nothing came for the given time. */
    record Idle() implements Next {}

    /** Leave: nothing will come any more. */
    record Leave() implements Next {}
  }

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private @Nullable WorkerSetup setup;
  private final Queue<AcceptedRun> runs = new ArrayDeque<>();
  private boolean stopping;
  private boolean orphaned;

  void configure(WorkerSetup newSetup) {
    change(() -> setup = newSetup);
  }

  void add(AcceptedRun run) {
    change(() -> runs.add(run));
  }

  /** Has the worker leave once it has run what is here. */
  void stop() {
    change(() -> stopping = true);
  }

  /** Has the worker leave without running what is here: nobody waits for it any more. */
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
      long nanosLeft = idleTimeout.map(TimeUnit.NANOSECONDS::convert).orElse(Long.MAX_VALUE);
      long deadline = System.nanoTime() + nanosLeft;
      while (runs.isEmpty() && !stopping) {
        if (nanosLeft <= 0) {
          return new Next.Idle();
        }
        try {
          nanosLeft = changed.awaitNanos(nanosLeft);
        } catch (InterruptedException leftover) {
          // Between two tasks an interrupt is a leftover of one of the application's threads.
          nanosLeft = deadline - System.nanoTime();
        }
      }
      AcceptedRun run = runs.poll();
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
