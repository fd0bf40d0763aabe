package io.dispatcherd.postgres.connection;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.ConnectionFactory.Use;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes on connections of an application's pool, each borrowed for one publication. Several
 * threads publish at once, each on its own: they may hold others of the pool, so that one that
 * waited here for its turn could keep the pool from ever having one for the next.
 */
final class BorrowedConnections implements Publisher {
  private static final Logger log = LoggerFactory.getLogger(BorrowedConnections.class);

  private final ConnectionFactory factory;
  private final Signing signing;
  private volatile boolean closed;

  BorrowedConnections(ConnectionFactory factory, Signing signing) {
    this.factory = factory;
    this.signing = signing;
  }

  @Override
  public void send(List<Outgoing> messages) {
    Notify batch = new Notify(messages, signing);
    if (closed) {
      throw new BrokerException("pg_notify: the broker is closed");
    }
    Connection borrowed = borrow();
    try {
      execute(borrowed, batch);
    } catch (SQLException e) {
      throw PublishingConnection.unsent(messages, e);
    } finally {
      giveBack(borrowed);
    }
  }

  private Connection borrow() {
    try {
      return factory.connect();
    } catch (SQLException e) {
      throw new BrokerException("pg_notify: cannot connect to PostgreSQL: " + e.getMessage(), e);
    }
  }

  /** A transaction that is open, or has failed, is left to its opener. */
  private void execute(Connection borrowed, Notify batch) throws SQLException {
    boolean ours =
        factory.use() == Use.BORROWED
            && !borrowed.getAutoCommit()
            && borrowed.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
    try {
      batch.execute(borrowed, false);
      if (ours) {
        borrowed.commit();
      }
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
      log.debug("Rolling back what could not be published failed", e);
    }
  }

  private void giveBack(Connection borrowed) {
    try {
      factory.release(borrowed);
    } catch (SQLException | RuntimeException e) {
      log.warn("Giving back a connection failed: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
