package io.dispatcherd.postgres.connection;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.postgres.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that all of a broker's publishers share. Opened for the first message, looked at
 * again after a pause or a failure, and replaced when it is dead.
 *
 * <p>Nothing is ever sent twice: a batch is sent again only if the server's own error says that it
 * did not run. If the connection breaks after the batch left and before the answer came, nobody can
 * know, and the caller is told so.
 */
final class PublishingConnection implements Publisher {
  private static final Logger log = LoggerFactory.getLogger(PublishingConnection.class);

  /** How long a batch may take, from the first byte sent to the server's answer. */
  private static final Duration SEND_LIMIT = Duration.ofSeconds(40);

  /** Used less than this ago, a connection is taken to be alive. */
  private static final Duration TRUSTED_FOR = Duration.ofSeconds(1);

  private static final int PROBE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 2;

  /**
   * The server reports these instead of running a statement: the transaction has failed before; it
   * is shutting down, has crashed, isn't accepting connections yet; the session was idle too long.
   */
  private static final Set<String> NOT_RUN =
      Set.of("25P02", "25P03", "57P01", "57P02", "57P03", "57P05");

  private final ConnectionFactory factory;
  private final Signing signing;
  private final Watchdog watchdog;

  /** Whether we open the connection, and not an application. */
  private final boolean isOwn;

  /** Guards all that follows, and lets one batch at a time onto the connection. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Written under the lock; {@link #close} reads it without, to abort a batch that hangs. */
  private volatile @Nullable Connection connection;

  private long trustedUntil;

  /** Set before taking the lock, so that threads waiting for it open no connection. */
  private volatile boolean closed;

  PublishingConnection(ConnectionFactory factory, Signing signing) {
    this.factory = factory;
    this.signing = signing;
    watchdog = new Watchdog(factory);
    isOwn = factory instanceof OwnConnections;
  }

  @Override
  public void send(List<Outgoing> messages) {
    Notify batch = new Notify(messages, signing);
    lock.lock();
    try {
      if (closed) {
        throw new BrokerException("pg_notify: the broker is closed");
      }
      try {
        execute(usableConnection(), batch);
      } catch (SQLException e) {
        if (!NOT_RUN.contains(String.valueOf(e.getSQLState()))) {
          throw unsent(messages, e);
        }
        log.info("The publishing connection was lost ({}), trying a new one", e.getMessage());
        sendAgain(messages, batch);
      }
    } finally {
      lock.unlock();
    }
  }

  private void sendAgain(List<Outgoing> messages, Notify batch) {
    try {
      execute(usableConnection(), batch);
    } catch (SQLException e) {
      throw unsent(messages, e);
    }
  }

  static BrokerException unsent(List<Outgoing> messages, SQLException e) {
    boolean unknown = String.valueOf(e.getSQLState()).startsWith("08");
    return new BrokerException(
        "pg_notify: publishing "
            + messages.size()
            + " message(s) failed"
            + (unknown ? ", and it is unknown whether they were sent: " : ": ")
            + e.getMessage(),
        e);
  }

  private void execute(Connection usable, Notify batch) throws SQLException {
    trustedUntil = System.nanoTime();
    watchdog.watch(usable, SEND_LIMIT, () -> executeInTransaction(usable, batch));
    trustedUntil = System.nanoTime() + TRUSTED_FOR.toNanos();
  }

  private int executeInTransaction(Connection usable, Notify batch) throws SQLException {
    TransactionState state = transactionState(usable);
    if (state == TransactionState.OPEN) {
      return executeWithin(usable, batch);
    }
    if (state == TransactionState.FAILED) {
      log.warn("A failed transaction was left on the publishing connection, rolling it back");
      rollBack(usable);
    }
    return executeAlone(usable, batch);
  }

  /** Leaves the transaction to its opener. */
  private int executeWithin(Connection usable, Notify batch) {
    try {
      return batch.execute(usable, isOwn);
    } catch (SQLException e) {
      throw new BrokerException(
          "pg_notify: publishing failed, and with it the transaction that was open on the"
              + " connection: "
              + e.getMessage(),
          e);
    }
  }

  private int executeAlone(Connection usable, Notify batch) throws SQLException {
    try {
      int sent = batch.execute(usable, isOwn);
      if (!usable.getAutoCommit()) {
        usable.commit();
      }
      return sent;
    } catch (SQLException e) {
      if (!usable.isClosed() && transactionState(usable) == TransactionState.FAILED) {
        rollBack(usable);
      }
      throw e;
    }
  }

  /** A live connection, the current or a new one. */
  private Connection usableConnection() {
    Connection current = connection;
    if (current != null) {
      if (isAlive(current)) {
        return current;
      }
      log.info("The publishing connection is dead, opening another");
      release(current);
    }
    try {
      Connection opened = factory.connect();
      connection = opened;
      return opened;
    } catch (SQLException e) {
      throw new BrokerException("pg_notify: cannot connect to PostgreSQL: " + e.getMessage(), e);
    }
  }

  private boolean isAlive(Connection candidate) {
    try {
      if (candidate.isClosed()) {
        return false;
      }
      // A probe would open a transaction where there is none: not while one is under way.
      return System.nanoTime() - trustedUntil < 0
          || transactionState(candidate) == TransactionState.OPEN
          || candidate.isValid(PROBE_SECONDS);
    } catch (SQLException e) {
      log.debug("Probing the publishing connection failed", e);
      return false;
    }
  }

  private static TransactionState transactionState(Connection any) throws SQLException {
    return any.unwrap(BaseConnection.class).getTransactionState();
  }

  /** As a statement, since it may have been opened by one, in autocommit. */
  private static void rollBack(Connection failed) throws SQLException {
    try (Statement statement = failed.createStatement()) {
      statement.execute("ROLLBACK");
    }
  }

  private void release(Connection unwanted) {
    connection = null;
    try {
      factory.release(unwanted);
    } catch (SQLException | RuntimeException e) {
      log.warn("Releasing the publishing connection failed: {}", e.getMessage());
    }
  }

  /** Lets a batch under way end, for a moment, then cuts it off. */
  @Override
  public void close() {
    closed = true;
    if (!isFreeSoon()) {
      Connection stuck = connection;
      if (stuck != null) {
        abort(stuck);
      }
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

  private boolean isFreeSoon() {
    try {
      return lock.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lock.tryLock();
    }
  }

  private void abort(Connection stuck) {
    try {
      factory.abort(stuck);
    } catch (SQLException | RuntimeException e) {
      log.warn("Aborting the publishing connection failed: {}", e.getMessage());
    }
  }
}
