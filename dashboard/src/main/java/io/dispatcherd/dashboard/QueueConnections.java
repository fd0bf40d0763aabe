package io.dispatcherd.dashboard;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dispatcherd.dashboard.reading.QueueTables;
import io.dispatcherd.postgres.connection.ConnectionFactories;
import io.dispatcherd.postgres.connection.ConnectionFactories.Purpose;
import io.dispatcherd.queue.PgQueueSettings;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Connections to a queue's tables: an application's pool, or a small one that is closed with the
 * dashboard.
 */
record QueueConnections(QueueTables tables, Runnable closing) implements AutoCloseable {
  private static final int MOST = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration IDLE = Duration.ofMinutes(1);

  static QueueConnections of(PgQueueSettings queue, Optional<DataSource> pool) {
    String schema = queue.options().schema().value();
    if (pool.isPresent()) {
      return new QueueConnections(new QueueTables(queue.name(), schema, pool.get()), () -> {});
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("dispatcherd-dashboard");
    config.setDataSource(
        new OpeningDataSource(
            ConnectionFactories.of(queue.name(), queue.publishing(), Purpose.LISTENING)));
    config.setMaximumPoolSize(MOST);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE.toMillis());
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setInitializationFailTimeout(-1); // the database may come later
    HikariDataSource own = new HikariDataSource(config);
    return new QueueConnections(new QueueTables(queue.name(), schema, own), own::close);
  }

  @Override
  public void close() {
    closing.run();
  }
}
