package io.dispatcherd.postgres.connection;

import io.dispatcherd.postgres.ConnectionFactory;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts a connection unless an operation on it ends in time. The driver's own time-outs cover
 * waiting for an answer, but not a write to a peer that has stopped reading, or a message that
 * stops half-way.
 *
 * <p>Watches one operation at a time. A timer outlives its operation: when it fires, it is set
 * again for the operation that runs then, if any. So a busy connection sets a timer now and then,
 * not one per operation, which would wake a thread each time.
 */
public final class Watchdog {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final long NO_TIMER = Long.MAX_VALUE;

  private final ConnectionFactory factory;
  private final Timers timers;
  private final AtomicReference<@Nullable Watched> running = new AtomicReference<>();

  /** When the next timer fires. A thread that moves this forward sets a timer. */
  private final AtomicLong nextRing = new AtomicLong(NO_TIMER);

  private record Watched(Connection connection, Duration limit, long deadline) {}

  /** The time, and timers that go by it. */
  interface Timers {
    /** Nanoseconds since some moment, so that they compare as numbers. */
    long now();

    /** Has something done once, on another thread, when this time has passed. */
    void in(long nanos, Runnable action);
  }

  /** Aborts connections of this factory. */
  public Watchdog(ConnectionFactory factory) {
    this(factory, new SystemTimers());
  }

  Watchdog(ConnectionFactory factory, Timers timers) {
    this.factory = factory;
    this.timers = timers;
  }

  /** Runs something on a connection, which is aborted if it takes longer than the limit. */
  public <T> T watch(Connection connection, Duration limit, Operation<T> operation)
      throws SQLException {
    Watched watched = new Watched(connection, limit, timers.now() + limit.toNanos());
    running.set(watched);
    ringAt(watched.deadline());
    try {
      return operation.run();
    } finally {
      running.compareAndSet(watched, null);
    }
  }

  private void ringAt(long deadline) {
    long next = nextRing.get();
    while (deadline < next) {
      if (nextRing.compareAndSet(next, deadline)) {
        timers.in(deadline - timers.now(), new Ring(new WeakReference<>(this), deadline));
        return;
      }
      next = nextRing.get();
    }
  }

  /** Holds its watchdog weakly, so that a timer keeps no closed broker in memory. */
  private record Ring(WeakReference<Watchdog> dog, long time) implements Runnable {
    @Override
    public void run() {
      Watchdog watchdog = dog.get();
      if (watchdog != null) {
        watchdog.rings(time);
      }
    }
  }

  private void rings(long ring) {
    // Done first, so that an operation that begins now either sets a timer or is seen below.
    nextRing.compareAndSet(ring, NO_TIMER);
    Watched watched = running.get();
    if (watched == null) {
      return;
    }
    if (watched.deadline() <= timers.now()) {
      if (running.compareAndSet(watched, null)) {
        abort(watched);
      }
    } else {
      ringAt(watched.deadline());
    }
  }

  private void abort(Watched stuck) {
    log.warn(
        "An operation on a PostgreSQL connection took longer than {}; aborting the connection",
        stuck.limit());
    try {
      factory.abort(stuck.connection());
    } catch (SQLException | RuntimeException e) {
      log.warn("Aborting the connection failed", e);
    }
  }

  private static final class SystemTimers implements Timers {
    private final long origin = System.nanoTime();

    @Override
    public long now() {
      return System.nanoTime() - origin;
    }

    @Override
    public void in(long nanos, Runnable action) {
      CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(action);
    }
  }

  /** What is watched. */
  @FunctionalInterface
  public interface Operation<T> {
    T run() throws SQLException;
  }
}
