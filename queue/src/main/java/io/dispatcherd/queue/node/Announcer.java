package io.dispatcherd.queue.node;

import io.dispatcherd.queue.store.Upkeep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells services that something was submitted, after the submission has been committed and if that
 * didn't tell them: once in some milliseconds for all that came meanwhile. That it is told is a
 * courtesy: services look by themselves each poll interval. Thread-safe.
 *
 * <p>Its connection is opened, and its thread started, when there is something to tell.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long IDLE_SECONDS = 5;
  private static final long LAST_MILLIS = 500;

  /** With the pauses that grow, about a second; by then services have looked by themselves. */
  private static final int MOST_TRIES = 20;

  private final Upkeep upkeep;
  private final StoreConnection connection;
  private final ThreadPoolExecutor teller;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition closing = lock.newCondition();
  private final Set<String> waiting = new HashSet<>();
  private boolean isScheduled;
  private boolean isClosed;
  private long lastAt = System.nanoTime() - APART_NANOS;

  /** Calls in a row that told nobody. */
  private int failures;

  /**
   * @param connection which this closes
   */
  public Announcer(Upkeep upkeep, StoreConnection connection) {
    this.upkeep = upkeep;
    this.connection = connection;
    teller =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "pg_queue-announcer");
              thread.setDaemon(true);
              return thread;
            });
    teller.allowCoreThreadTimeOut(true);
  }

  /** Something was submitted to these queues. Returns at once. */
  public void submitted(Set<String> queues) {
    lock.lock();
    try {
      waiting.addAll(queues);
      if (!isScheduled && !isClosed) {
        isScheduled = true;
        teller.execute(this::tell);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    Set<String> queues;
    lock.lock();
    try {
      long left = lastAt + APART_NANOS * (failures + 1) - System.nanoTime();
      while (left > 0 && !isClosed) {
        left = closing.awaitNanos(left);
      }
      queues = Set.copyOf(waiting);
      waiting.clear();
      isScheduled = false;
      lastAt = System.nanoTime();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } finally {
      lock.unlock();
    }
    boolean isTold = false;
    try {
      isTold = connection.call(LIMIT, on -> upkeep.callServices(on, queues));
    } catch (SQLException | RuntimeException e) {
      log.debug("Services could not be told of submissions", e);
    }
    lock.lock();
    try {
      failures = isTold || failures == MOST_TRIES ? 0 : failures + 1;
      if (failures > 0) {
        submitted(queues);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells what is left to tell, if that is possible at once. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    teller.shutdown();
    try {
      if (!teller.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("Services weren't told of the last submissions");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
