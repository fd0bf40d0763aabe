package io.dispatcherd.service;

import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole service on the queue, which is given to it as an object. */
@Tag("functional")
class QueueFunctionalTest {
  private static final String GREET = QueueTasks.class.getName() + ".greet";
  private static final String FAIL = QueueTasks.class.getName() + ".fail";

  private final SchemaName schema =
      new SchemaName("test_" + UUID.randomUUID().toString().replace("-", ""));
  private final List<AutoCloseable> opened = new ArrayList<>();

  private PgQueueBroker broker() {
    QueueOptions options =
        QueueOptions.defaults()
            .schema(schema)
            .times(Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofMillis(100));
    PgQueueBroker broker =
        new PgQueueBroker(
            options,
            new ConnectionFactory() {
              @Override
              public Connection connect() throws SQLException {
                return DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
              }

              @Override
              public void release(Connection connection) throws SQLException {
                connection.close();
              }
            });
    opened.add(broker);
    return broker;
  }

  private DispatcherService start() {
    DispatcherService service =
        DispatcherService.builder()
            .settings(
                Map.of("version", 2, "service", Map.of("pool_kwargs", Map.of("max_workers", 2))))
            .tasks(QueueTasks.class)
            .broker("pg_queue", broker())
            .threads()
            .start();
    opened.add(0, service);
    return service;
  }

  private static Outgoing message(String task, String fields) {
    return new Outgoing("default", "{\"task\": \"" + task + "\"" + fields + "}");
  }

  private List<String> jobs() throws SQLException {
    List<String> jobs = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                schema.in(
                    "select state || ' ' || attempt || coalesce(' ' || result, '') || coalesce(' '"
                        + " || error, '') from \"${schema}\".jobs order by uuid"))) {
      while (rows.next()) {
        jobs.add(rows.getString(1));
      }
    }
    return jobs;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(schema.in("drop schema if exists \"${schema}\" cascade"));
    }
  }

  @Test
  void aTaskRunsAndItsResultIsKept() {
    start();
    broker().publish(List.of(message(GREET, ", \"args\": [\"you\"]")));
    await().until(this::jobs, List.of("done 1 \"Hello you\"")::equals);
  }

  @Test
  void aTaskThatFailsAsOftenAsItMayIsDead() {
    start();
    broker().publish(List.of(message(FAIL, ", \"max_attempts\": 2")));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(this::jobs, List.of("dead 2 java.lang.IllegalStateException: as ever")::equals);
  }

  @Test
  void whatIsSubmittedWhileNoServiceRunsIsRunByTheNext() throws Exception {
    start().close();
    broker().publish(List.of(message(GREET, ", \"args\": [\"you\"]")));
    start();
    await().until(this::jobs, List.of("done 1 \"Hello you\"")::equals);
  }

  @Test
  void ofManyTasksEachRunsOnce() {
    start();
    List<Outgoing> many = new ArrayList<>();
    List<String> done = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(message(GREET, ", \"args\": [\"" + i + "\"]"));
      done.add("done 1 \"Hello " + i + "\"");
    }
    broker().publish(many);
    await().atMost(Duration.ofSeconds(30)).until(this::jobs, done::equals);
  }
}
