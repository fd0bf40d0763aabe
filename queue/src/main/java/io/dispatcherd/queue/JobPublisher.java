package io.dispatcherd.queue;

import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.StepSubmissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what publishers submit: on one connection that is kept, or on those of an application's
 * pool, each borrowed for one submission. Thread-safe.
 *
 * <p>Nothing is stored twice: a batch is sent again only if the server's own error says that it did
 * not run.
 */
final class JobPublisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobPublisher.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * The server reports these instead of running a statement: it is shutting down, has crashed,
   * isn't accepting connections yet; the session was idle too long.
   */
  private static final Set<String> NOT_RUN = Set.of("25P03", "57P01", "57P02", "57P03", "57P05");

  private static final String IN_FAILED_TRANSACTION = "25P02";

  private final StepSubmissions store;
  private final Tables tables;
  private final ConnectionFactory pool;

  /** What is kept, and sees to the tables. */
  private final StoreConnection own;

  /**
   * @param publishing where connections to publish on come from
   * @param others where a connection comes from that may create tables
   */
  JobPublisher(
      StepSubmissions store,
      Tables tables,
      ConnectionFactory publishing,
      ConnectionFactory others) {
    this.store = store;
    this.tables = tables;
    pool = publishing;
    own = new StoreConnection(publishing.use() == ConnectionFactory.Use.KEPT ? publishing : others);
  }

  /**
   * Sees to the tables.
   *
   * @throws SQLException if the database refused
   */
  void prepare() throws SQLException {
    tables.prepare(own);
  }

  /**
   * Stores jobs, all or none, and tells the services of these queues if that is cheap now.
   *
   * @return whether they are told
   * @throws SQLException if the database refused, or it is unknown whether they are stored
   */
  boolean submit(List<NewJob> jobs, Set<String> queues) throws SQLException {
    try {
      return send(jobs, queues);
    } catch (SQLException e) {
      if (Tables.areMissing(e)) {
        tables.prepare(own);
      } else if (!NOT_RUN.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      return sendAgain(jobs, queues, e);
    }
  }

  /** A transaction of somebody else's has failed with the first try. */
  private boolean sendAgain(List<NewJob> jobs, Set<String> queues, SQLException first)
      throws SQLException {
    try {
      return send(jobs, queues);
    } catch (SQLException e) {
      throw IN_FAILED_TRANSACTION.equals(e.getSQLState()) ? first : e;
    }
  }

  private boolean send(List<NewJob> jobs, Set<String> queues) throws SQLException {
    if (pool.use() == ConnectionFactory.Use.KEPT) {
      return own.call(LIMIT, connection -> store.submit(connection, jobs, queues));
    }
    Connection borrowed = pool.connect();
    try {
      return send(borrowed, jobs, queues);
    } finally {
      giveBack(borrowed);
    }
  }

  /** A transaction that is open is left to its opener. */
  private boolean send(Connection borrowed, List<NewJob> jobs, Set<String> queues)
      throws SQLException {
    boolean ours =
        pool.use() == ConnectionFactory.Use.BORROWED
            && !borrowed.getAutoCommit()
            && borrowed.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
    try {
      boolean isTold = store.submit(borrowed, jobs, queues);
      if (ours) {
        borrowed.commit();
      }
      return isTold;
    } catch (SQLException e) {
      if (ours) {
        rollBack(borrowed);
      }
      throw e;
    }
  }

  private static void rollBack(Connection failed) {
    try {
      failed.rollback();
    } catch (SQLException e) {
      log.debug("Rolling back what could not be stored failed", e);
    }
  }

  private void giveBack(Connection borrowed) {
    try {
      pool.release(borrowed);
    } catch (SQLException | RuntimeException e) {
      log.warn("Giving back a connection failed: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    own.close();
  }
}
