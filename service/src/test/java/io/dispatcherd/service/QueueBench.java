package io.dispatcherd.service;

import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.queue.PgQueueBroker;
import io.dispatcherd.queue.QueueOptions;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A queue of its own for a test, with services on it. */
final class QueueBench implements AutoCloseable {
  private final SchemaName schema =
      new SchemaName("test_" + UUID.randomUUID().toString().replace("-", ""));
  private final List<AutoCloseable> opened = new ArrayList<>();

  static PgQueueBroker broker(String schema, String url, Duration ttl) {
    QueueOptions options =
        QueueOptions.defaults()
            .schema(new SchemaName(schema))
            .times(ttl.dividedBy(4), ttl, Duration.ofMillis(100));
    return new PgQueueBroker(
        options,
        new ConnectionFactory() {
          @Override
          public Connection connect() throws SQLException {
            return DriverManager.getConnection(url);
          }

          @Override
          public void release(Connection connection) throws SQLException {
            connection.close();
          }
        });
  }

  /** A service that is not started yet; its broker is closed with this. */
  ServiceBuilder service(Map<String, Object> settings) {
    PgQueueBroker broker = broker(schemaName(), url(), Duration.ofSeconds(15));
    opened.add(broker);
    return DispatcherService.builder()
        .settings(Map.of("version", 2, "service", settings))
        .tasks(QueueTasks.class, QueueRunTasks.class, DurableTasks.class)
        .broker("pg_queue", broker);
  }

  DispatcherService start(ServiceBuilder builder) {
    DispatcherService service = builder.start();
    opened.add(0, service);
    return service;
  }

  /** Submits a task; its uuid. */
  String submit(String task, String fields) {
    String uuid = UUID.randomUUID().toString();
    PgQueueBroker broker = broker(schemaName(), url(), Duration.ofSeconds(15));
    try (broker) {
      broker.publish(
          List.of(
              new Outgoing(
                  "default",
                  "{\"task\": \"%s\", \"uuid\": \"%s\"%s}".formatted(task, uuid, fields))));
    }
    return uuid;
  }

  String schemaName() {
    return schema.in("${schema}");
  }

  String url() {
    return TestPostgres.shared().jdbcUrl();
  }

  /** One text for each row; ${schema} stands for the queue's schema. */
  List<String> query(String sql) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      if (statement.execute(schema.in(sql))) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            all.add(String.valueOf(rows.getString(1)));
          }
        }
      }
    }
    return all;
  }

  List<String> jobs() throws SQLException {
    return query(
        "select state || ' ' || attempt || coalesce(' ' || result, '') || coalesce(' ' || error,"
            + " '') from \"${schema}\".jobs order by submitted_at");
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    query("drop schema if exists \"${schema}\" cascade");
  }
}
