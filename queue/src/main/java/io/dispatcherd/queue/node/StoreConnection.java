package io.dispatcherd.queue.node;

import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.connection.Watchdog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the queue's database: opened when it is needed, replaced when it is broken or
 * hangs. Thread-safe; one call at a time.
 */
public final class StoreConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreConnection.class);

  /** What is added at most to the server's own time limit before the connection is given up. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final int GRACE_PART = 5;

  private final ConnectionFactory factory;
  private final Watchdog watchdog;

  /** Guards the connection, and lets one call at a time onto it. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Written under the lock; {@link #close} reads it without, to abort a call that hangs. */
  private volatile @Nullable Connection connection;

  private volatile boolean closing;

  /** Written under the lock. */
  private volatile long opened;

  /** On connections from this factory; none is opened yet. */
  public StoreConnection(ConnectionFactory factory) {
    this.factory = factory;
    watchdog = new Watchdog(factory);
  }

  /**
   * Makes a call.
   *
   * @param limit how long the server may take
   * @throws SQLException if the server refused it, or can't be reached; the next call connects anew
   */
  public <T> T call(Duration limit, Call<T> call) throws SQLException {
    lock.lock();
    try {
      Connection usable = usable();
      try {
        return watchdog.watch(usable, limit.plus(grace(limit)), () -> call.on(usable));
      } catch (SQLException e) {
        if (isBroken(usable, e)) {
          release(usable);
        }
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private static Duration grace(Duration limit) {
    Duration part = limit.dividedBy(GRACE_PART);
    return part.compareTo(GRACE) < 0 ? part : GRACE;
  }

  /** How often a connection was opened so far. */
  long opened() {
    return opened;
  }

  /** Something to ask of the database. */
  @FunctionalInterface
  public interface Call<T> {
    T on(Connection connection) throws SQLException;
  }

  private Connection usable() throws SQLException {
    if (closing) {
      throw new SQLException("the queue's connection is closed", "08003");
    }
    Connection current = connection;
    if (current == null) {
      current = factory.connect();
      current.setAutoCommit(true);
      connection = current;
      long before = opened; // Nobody else writes it.
      opened = before + 1;
    }
    return current;
  }

  /** Classes 2 to 4, and lock time-outs of 5, are answers: the connection is as good as it was. */
  private static boolean isBroken(Connection used, SQLException e) throws SQLException {
    String state = String.valueOf(e.getSQLState());
    return used.isClosed() || !state.matches("[0P2-4].*|55.*|57014") || state.startsWith("08");
  }

  private void release(Connection unwanted) {
    connection = null;
    try {
      factory.release(unwanted);
    } catch (SQLException | RuntimeException e) {
      log.debug("Releasing a connection of the queue failed", e);
    }
  }

  /** Has a call that is under way fail: the database seems to be gone. */
  void cutOff() {
    if (lock.isLocked()) {
      abort();
    }
  }

  private void abort() {
    Connection stuck = connection;
    try {
      if (stuck != null) {
        factory.abort(stuck);
      }
    } catch (SQLException | RuntimeException e) {
      log.debug("Aborting a connection of the queue failed", e);
    }
  }

  /** Cuts off a call under way. */
  @Override
  public void close() {
    closing = true;
    if (!lock.tryLock()) {
      abort();
      lock.lock();
    }
    try {
      Connection current = connection;
      if (current != null) {
        release(current);
      }
    } finally {
      lock.unlock();
    }
  }
}
