package io.dispatcherd.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Services and publishers whose configuration names {@code pg_queue}, and nothing else does. */
@Tag("functional")
class ConfiguredQueueFunctionalTest {
  private static final String GREET = QueueTasks.class.getName() + ".greet";

  private final String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
  private final List<AutoCloseable> opened = new ArrayList<>();

  private Map<String, Object> config(Map<String, Object> service, Map<String, Object> options) {
    Map<String, Object> queue = new HashMap<>(options);
    queue.put("config", Map.of("conninfo", TestPostgres.shared().conninfo()));
    queue.put("schema", schema);
    queue.put("poll_interval", "100ms");
    Map<String, Object> all = new HashMap<>(service);
    all.put("pool_kwargs", Map.of("max_workers", 2));
    return Map.of(
        "version",
        2,
        "service",
        all,
        "brokers",
        Map.of(
            "pg_notify",
            Map.of(
                "config", Map.of("conninfo", TestPostgres.shared().conninfo()),
                "channels", List.of(schema)),
            "pg_queue",
            queue),
        "publish",
        Map.of("default_broker", "pg_queue", "default_control_broker", "pg_notify"));
  }

  private Map<String, Object> config() {
    return config(Map.of("process_manager_cls", "ThreadManager"), Map.of());
  }

  private DispatcherService start(Map<String, Object> config) {
    DispatcherService service =
        DispatcherService.builder()
            .settings(Settings.fromMap(config))
            .tasks(QueueTasks.class)
            .start();
    opened.add(0, service);
    return service;
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = TestPostgres.shared().connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql.replace("${schema}", schema))) {
      while (found.next()) {
        rows.add(String.valueOf(found.getString(1)));
      }
    }
    return rows;
  }

  private List<String> jobs() throws SQLException {
    return rows(
        "select state || coalesce(' ' || result, '') from \"${schema}\".jobs order by"
            + " submitted_at");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    try (Connection connection = TestPostgres.shared().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists \"" + schema + "\" cascade");
    }
  }

  @Test
  void aTaskThatIsSubmittedAsEverIsKeptAndRunByAThread() throws Exception {
    start(config());
    try (Dispatcherd publisher = Dispatcherd.fromMap(config())) {
      publisher.task(GREET).args("you").submit();
    }
    await().until(this::jobs, List.of("done \"Hello you\"")::equals);
  }

  @Test
  void workersInProcessesRunItToo() throws Exception {
    start(config(Map.of(), Map.of()));
    try (Dispatcherd publisher = Dispatcherd.fromMap(config())) {
      publisher.task(GREET).args("you").submit();
    }
    await().atMost(Duration.ofSeconds(60)).until(this::jobs, List.of("done \"Hello you\"")::equals);
  }

  @Test
  void anApplicationsPoolIsUsedToPublishAndItsTransactionToo() throws Exception {
    start(config());
    PGSimpleDataSource pool = new PGSimpleDataSource();
    pool.setUrl(TestPostgres.shared().jdbcUrl());
    try (Dispatcherd publisher = Dispatcherd.builder().settings(config()).dataSource(pool).build();
        Connection own = TestPostgres.shared().connect()) {
      publisher.task(GREET).args("pool").submit();
      own.setAutoCommit(false);
      publisher.task(GREET).args("gone").submit(own);
      own.rollback();
      publisher.task(GREET).args("own").submit(own);
      own.commit();
    }
    await().until(this::jobs, List.of("done \"Hello pool\"", "done \"Hello own\"")::equals);
  }

  @Test
  void whoSubmitsBeforeAnyServiceMakesTheTables() throws Exception {
    try (Dispatcherd publisher = Dispatcherd.fromMap(config())) {
      publisher.task(GREET).args("early").submit();
    }
    assertEquals(List.of("held"), jobs());
    start(config());
    await().until(this::jobs, List.of("done \"Hello early\"")::equals);
  }

  @Test
  void withoutMigrationMissingTablesAreRefusedWithWhatToRun() {
    Map<String, Object> config =
        config(Map.of("process_manager_cls", "ThreadManager"), Map.of("migrate", false));
    try (Dispatcherd publisher = Dispatcherd.fromMap(config)) {
      String refused =
          String.valueOf(
              assertThrows(BrokerException.class, () -> publisher.task(GREET).args("x").submit())
                  .getMessage());
      assertTrue(refused.contains("dispatcherd migrate"), refused);
    }
  }

  @Test
  void whatOldPublishersSendIsKeptOnceThoughTwoServicesListen() throws Exception {
    String channel = "old_" + schema;
    Map<String, Object> config =
        config(
            Map.of("process_manager_cls", "ThreadManager"),
            Map.of("bridge", Map.of(channel, "default")));
    start(config);
    start(config);
    String large = "x".repeat(20_000);
    Map<String, Object> old =
        Map.of(
            "version",
            2,
            "brokers",
            Map.of(
                "pg_notify",
                Map.of(
                    "config", Map.of("conninfo", TestPostgres.shared().conninfo()),
                    "channels", List.of(channel))));
    String known =
        "select pg_notify('%s', '{\"task\": \"%s\", \"args\": [\"old\"], \"uuid\": \"known\"}')"
            .formatted(channel, GREET);
    // Again and again: what has a uuid is kept once.
    await()
        .until(
            () -> {
              rows(known);
              return jobs();
            },
            List.of("done \"Hello old\"")::equals);
    try (Dispatcherd publisher = Dispatcherd.fromMap(old)) {
      publisher.task(GREET).args(large).submit();
    }
    await()
        .until(this::jobs, List.of("done \"Hello old\"", "done \"Hello " + large + "\"")::equals);
  }

  @Test
  void inAReadOnlyTransactionTheQueueSaysSo() throws Exception {
    start(config());
    await().until(() -> !rows("select to_regclass('\"${schema}\".job')").equals(List.of("null")));
    try (Dispatcherd publisher = Dispatcherd.fromMap(config());
        Connection own = TestPostgres.shared().connect()) {
      own.setReadOnly(true);
      own.setAutoCommit(false);
      String refused =
          String.valueOf(
              assertThrows(BrokerException.class, () -> publisher.task(GREET).args("x").submit(own))
                  .getMessage());
      assertTrue(refused.contains("can't submit in a read-only transaction"), refused);
      own.rollback();
    }
  }

  @Test
  void eightServicesStartOnAnEmptyDatabaseAtOnceAndShareTheWork() throws Exception {
    ExecutorService starters = Executors.newFixedThreadPool(8);
    try {
      List<Callable<DispatcherService>> starts =
          Collections.nCopies(
              8,
              () ->
                  DispatcherService.builder()
                      .settings(Settings.fromMap(config()))
                      .tasks(QueueTasks.class)
                      .start());
      for (Future<DispatcherService> started : starters.invokeAll(starts)) {
        opened.add(0, started.get());
      }
    } finally {
      starters.shutdown();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> rows("select count(*) from \"${schema}\".heartbeat"), List.of("8")::equals);

    assertEquals(List.of("1"), rows("select count(*) from \"${schema}\".migration"));
    try (Dispatcherd publisher = Dispatcherd.fromMap(config())) {
      for (int i = 0; i < 40; i++) {
        publisher.task(GREET).args("you").submit();
      }
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> rows("select count(*) from \"${schema}\".jobs where state = 'done'"),
            List.of("40")::equals);
  }
}
