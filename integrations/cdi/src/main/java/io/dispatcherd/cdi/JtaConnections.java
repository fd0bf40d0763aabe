package io.dispatcherd.cdi;

import io.dispatcherd.postgres.ConnectionFactory;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to publish on. In a JTA transaction the data source gives out the connection that
 * takes part in it, and what is published there shares its fate; else connections commit by
 * themselves.
 */
final class JtaConnections implements ConnectionFactory {
  private static final Logger log = LoggerFactory.getLogger(JtaConnections.class);

  private final DataSource dataSource;
  private final Optional<TransactionSynchronizationRegistry> transactions;

  /** Connections that are to be in the pool's own mode again when they get back. */
  private final Set<Connection> switched =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private final AtomicBoolean isWarned = new AtomicBoolean();

  /** With the transactions of the container, if it has any. */
  JtaConnections(DataSource dataSource, Optional<TransactionSynchronizationRegistry> transactions) {
    this.dataSource = dataSource;
    this.transactions = transactions;
  }

  @Override
  public Use use() {
    return Use.MANAGED;
  }

  @Override
  public Connection connect() throws SQLException {
    boolean isOngoing = isOngoing();
    Connection connection = dataSource.getConnection();
    if (isOngoing) {
      if (connection.getAutoCommit() && isWarned.compareAndSet(false, true)) {
        log.warn(
            "A task was submitted in a transaction in which its data source takes no part, so that"
                + " it was sent at once, whatever becomes of that transaction");
      }
    } else if (!connection.getAutoCommit()) {
      connection.setAutoCommit(true);
      switched.add(connection);
    }
    return connection;
  }

  /** Also once it can only be rolled back: nothing that is submitted then must be sent. */
  private boolean isOngoing() {
    return transactions
        .map(TransactionSynchronizationRegistry::getTransactionStatus)
        .filter(status -> status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK)
        .isPresent();
  }

  @Override
  public void release(Connection connection) throws SQLException {
    try (connection) {
      if (switched.remove(connection)) {
        connection.setAutoCommit(false);
      }
    }
  }
}
