package io.dispatcherd.queue;

import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.postgres.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Brokers on a test's own tables. */
final class QueueTests {
  private QueueTests() {}

  /** One that works on the queues default and other. */
  static PgQueueBroker broker(QueueDatabase database) {
    return new PgQueueBroker(
        QueueOptions.defaults()
            .schema(database.schema())
            .queues(Map.of("default", 1, "other", 2))
            .times(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(200)),
        PgQueueBrokerTest.connections());
  }

  /** As a service of this name that can run one task. */
  static Subscription subscribe(PgQueueBroker broker, String node, String task) {
    return broker.subscribe(
        new Subscriber(node, List.of(new DeclaredTask(task, List.of(), Map.of()))));
  }

  /** Connections to nowhere. */
  static ConnectionFactory closed() {
    return new ConnectionFactory() {
      @Override
      public Connection connect() throws SQLException {
        throw new SQLException("there is no database", "08001");
      }

      @Override
      public void release(Connection connection) {}

      @Override
      public void abort(Connection connection) {}
    };
  }
}
