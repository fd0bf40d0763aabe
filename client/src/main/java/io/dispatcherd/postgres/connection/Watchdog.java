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

  /** Times are of {@link System#nanoTime}, counted from here, so that they compare as numbers. */
  private final long origin = System.nanoTime();

  private final ConnectionFactory factory;
  private final AtomicReference<@Nullable Watched> running = new AtomicReference<>();

  /** When the next timer fires. A thread that moves this forward sets a timer. */
  private final AtomicLong nextRing = new AtomicLong(NO_TIMER);

  private record Watched(Connection connection, Duration limit, long deadline) {}

  /** Aborts connections of this factory. */
  public Watchdog(ConnectionFactory factory) {
    this.factory = factory;
  }

  /** Runs something on a connection, which is aborted if it takes longer than the limit. */
  public <T> T watch(Connection connection, Duration limit, Operation<T> operation)
      throws SQLException {
    Watched watched = new Watched(connection, limit, now() + limit.toNanos());
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
        setTimer(new WeakReference<>(this), deadline, deadline - now());
        return;
      }
      next = nextRing.get();
    }
  }

  /** Held weakly, so that a timer keeps no closed broker in memory. */
  private static void setTimer(WeakReference<Watchdog> dog, long ring, long nanos) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS)
        .execute(
            () -> {
              Watchdog watchdog = dog.get();
              if (watchdog != null) {
                watchdog.rings(ring);
              }
            });
  }

  private void rings(long ring) {
    // Done first, so that an operation that begins now either sets a timer or is seen below.
    nextRing.compareAndSet(ring, NO_TIMER);
    Watched watched = running.get();
    if (watched == null) {
      return;
    }
    if (watched.deadline() <= now()) {
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

  private long now() {
    return System.nanoTime() - origin;
  }

  /** What is watched. */
  @FunctionalInterface
  public interface Operation<T> {
    T run() throws SQLException;
  }
}
