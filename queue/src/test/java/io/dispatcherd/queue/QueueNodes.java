package io.dispatcherd.queue;

import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.testing.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Brokers on a schema of a test's own, as services have them, closed with it. */
final class QueueNodes implements AutoCloseable {
  static final String TASK = "app.Tasks.work";

  private final QueueDatabase database;
  private final List<PgQueueBroker> brokers = new ArrayList<>();
  private final Map<PgQueueBroker, String> names = new HashMap<>();

  QueueNodes() {
    try {
      database = QueueDatabase.migrated();
    } catch (SQLException e) {
      throw new IllegalStateException("the tables can't be made", e);
    }
  }

  /** A service on this broker, under the broker's name, that can run the usual task. */
  Subscription subscribe(PgQueueBroker broker) {
    return subscribe(broker, TASK);
  }

  Subscription subscribe(PgQueueBroker broker, String task) {
    return broker.subscribe(
        new Subscriber(
            String.valueOf(names.get(broker)),
            List.of(new DeclaredTask(task, List.of(), Map.of()))));
  }

  QueueDatabase database() {
    return database;
  }

  /** A broker that looks at its queues seldom, so that it is calls that count. */
  PgQueueBroker open(String node) {
    return open(node, options -> options, connections(TestPostgres.shared()));
  }

  PgQueueBroker open(
      String node, UnaryOperator<QueueOptions> change, ConnectionFactory connections) {
    return open(node, change, connections, Signing.NONE);
  }

  PgQueueBroker open(
      String node,
      UnaryOperator<QueueOptions> change,
      ConnectionFactory connections,
      Signing signing) {
    QueueOptions options =
        QueueOptions.defaults()
            .schema(database.schema())
            .queues(Map.of("default", 1))
            .times(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60));
    PgQueueBroker broker =
        new PgQueueBroker(change.apply(options), connections, connections, signing);
    brokers.add(broker);
    names.put(broker, node);
    return broker;
  }

  static Outgoing task() {
    return new Outgoing("default", "{\"task\": \"" + TASK + "\"}");
  }

  static ConnectionFactory connections(TestPostgres postgres) {
    return new ConnectionFactory() {
      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl());
      }

      @Override
      public void release(Connection connection) throws SQLException {
        connection.close();
      }

      @Override
      public void abort(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
      }
    };
  }

  /** Connections that count the statements which are prepared and made on them. */
  static ConnectionFactory counting(TestPostgres postgres, AtomicInteger statements) {
    ConnectionFactory plain = connections(postgres);
    return () -> {
      Connection opened = plain.connect();
      return (Connection)
          Proxy.newProxyInstance(
              QueueNodes.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("prepareStatement")
                    || method.getName().equals("createStatement")) {
                  statements.incrementAndGet();
                }
                try {
                  return method.invoke(opened, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    };
  }

  @Override
  public void close() throws SQLException {
    brokers.forEach(PgQueueBroker::close);
    database.close();
  }
}
