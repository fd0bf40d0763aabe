package io.dispatcherd.service;

import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real service for a test: a real PostgreSQL, a channel and a socket of its own. */
final class RunningService implements AutoCloseable {
  private final Probe probe = new Probe();
  private final String channel = "test_" + UUID.randomUUID().toString().replace('-', '_');
  private final Path folder;
  private final Map<String, Object> config;
  private final DispatcherService service;
  private final Connection connection;

  private RunningService(
      Map<String, Object> pool, Map<String, Object> process, Map<String, Object> more) {
    try {
      folder = Files.createTempDirectory("dispatcherd-test-");
      connection = TestPostgres.shared().connect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    config = config(pool, process);
    config.putAll(more);
    service = DispatcherService.start(Settings.fromMap(config));
  }

  static RunningService start() {
    return with(Map.of());
  }

  static RunningService with(Map<String, Object> pool) {
    return new RunningService(pool, Map.of(), Map.of());
  }

  static RunningService with(
      Map<String, Object> pool, Map<String, Object> process, Map<String, Object> more) {
    return new RunningService(pool, process, more);
  }

  Probe probe() {
    return probe;
  }

  DispatcherService service() {
    return service;
  }

  String channel() {
    return channel;
  }

  /** The configuration, for publishers and control clients. */
  Map<String, Object> config() {
    return config;
  }

  /** Publishes a text as any program could. */
  void publish(String payload) {
    try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, channel);
      notify.setString(2, payload);
      notify.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Publishes a probe task with the probe's port and these arguments. */
  void probe(String task, Object... args) {
    probe(Map.of(), task, args);
  }

  void probe(Map<String, Object> fields, String task, Object... args) {
    List<Object> all = new java.util.ArrayList<>(List.of(probe.port()));
    all.addAll(List.of(args));
    run(fields, task, all);
  }

  void run(Map<String, Object> fields, String task, List<Object> args) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("task", ProbeTasks.PREFIX + task);
    message.put("args", args);
    message.putAll(fields);
    publish(Json.write(message));
  }

  Reply control(String command) {
    return control(command, Map.of());
  }

  Reply control(String command, Map<String, Object> data) {
    try {
      return service.control(command, data).get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(command, e);
    }
  }

  /** A number of the reply to {@code main}, or of its {@code pool}. */
  long count(String name) {
    Reply main = control("main");
    Object value = main.get(name);
    return number(value == null ? object(main.get("pool")).get(name) : value);
  }

  /** The process of a worker that is ready. */
  long pidOfAWorker() {
    return number(workers("ready").getFirst().get("pid"));
  }

  static Map<?, ?> object(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static long number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).longValue();
  }

  void awaitCount(String name, long expected) {
    Awaitility.await(name)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> count(name), value -> value == expected);
  }

  /** The workers that are in this state. */
  List<Map<?, ?>> workers(String status) {
    return control("workers").body().values().stream()
        .filter(Map.class::isInstance)
        .<Map<?, ?>>map(worker -> (Map<?, ?>) worker)
        .filter(worker -> status.equals(worker.get("status")))
        .toList();
  }

  void awaitWorkers(String status, int expected) {
    Awaitility.await(expected + " workers " + status)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> workers(status).size(), size -> size == expected);
  }

  @Override
  public void close() throws IOException, SQLException {
    service.stopNow();
    service.close();
    connection.close();
    probe.close();
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private Map<String, Object> config(Map<String, Object> pool, Map<String, Object> process) {
    Map<String, Object> allPool =
        new LinkedHashMap<>(Map.of("max_workers", 2, "shutdown_wait", 10));
    allPool.putAll(pool);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", 2);
    root.put(
        "service",
        Map.of(
            "pool_kwargs",
            allPool,
            "main_kwargs",
            Map.of("node_id", "node-under-test"),
            "process_manager_kwargs",
            process));
    root.put(
        "brokers",
        Map.of(
            "pg_notify",
            Map.of(
                "config",
                Map.of("conninfo", TestPostgres.shared().conninfo()),
                "channels",
                List.of(channel)),
            "socket",
            Map.of("socket_path", folder.resolve("control.sock").toString())));
    Map<String, Object> producers = new LinkedHashMap<>();
    producers.put("ControlProducer", null);
    root.put("producers", producers);
    root.put("publish", Map.of("default_broker", "pg_notify", "default_control_broker", "socket"));
    return root;
  }
}
