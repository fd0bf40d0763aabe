package io.dispatcherd.spring.boot.connections;

import io.dispatcherd.postgres.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Connections to publish on: that of the calling thread's transaction while it goes on, so that
 * what is published there shares its fate; else one of the pool, which commits by itself.
 */
public final class TransactionalConnections implements ConnectionFactory {
  private static final Logger log = LoggerFactory.getLogger(TransactionalConnections.class);

  private final DataSource dataSource;

  /** Connections that are to be in the pool's own mode again when they get back. */
  private final Set<Connection> switched =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private final AtomicBoolean isWarned = new AtomicBoolean();

  /** On connections of this data source. */
  public TransactionalConnections(DataSource dataSource) {
    this.dataSource = target(dataSource);
  }

  /** What transaction managers bind connections under. */
  private static DataSource target(DataSource dataSource) {
    if (dataSource instanceof TransactionAwareDataSourceProxy proxy) {
      DataSource target = proxy.getTargetDataSource();
      return target == null ? proxy : target;
    }
    return dataSource;
  }

  @Override
  public Use use() {
    return Use.MANAGED;
  }

  @Override
  public Connection connect() throws SQLException {
    if (CurrentTransaction.isOngoingOn(dataSource)) {
      return DataSourceUtils.doGetConnection(dataSource);
    }
    if (CurrentTransaction.isElsewhere(dataSource) && isWarned.compareAndSet(false, true)) {
      log.warn(
          "A task was submitted in a transaction on another data source than the one of its broker,"
              + " so that it was sent at once, whatever becomes of that transaction");
    }
    Connection own = dataSource.getConnection();
    if (!own.getAutoCommit()) {
      own.setAutoCommit(true);
      switched.add(own);
    }
    return own;
  }

  @Override
  public void release(Connection connection) throws SQLException {
    if (switched.remove(connection)) {
      try {
        connection.setAutoCommit(false);
      } finally {
        connection.close();
      }
    } else if (TransactionSynchronizationManager.hasResource(dataSource)) {
      DataSourceUtils.doReleaseConnection(connection, dataSource);
    } else {
      connection.close();
    }
  }
}
