package io.dispatcherd.service;

import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.socket.SocketBroker;
import io.dispatcherd.config.Settings;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real service for a test: a real PostgreSQL, a channel and a socket of its own. */
public final class RunningService implements AutoCloseable {
  private final Probe probe = new Probe();
  private final String channel = "test_" + UUID.randomUUID().toString().replace('-', '_');
  private final Path folder;
  private final Map<String, Object> config;
  private final TestPostgres postgres;
  private final DispatcherService service;
  private @Nullable Connection connection;

  private RunningService(
      TaskObserver observer,
      TestPostgres postgres,
      Map<String, Object> pool,
      Map<String, Object> process,
      Map<String, Object> more) {
    this.postgres = postgres;
    try {
      folder = Files.createTempDirectory("service-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    config = TestConfig.of(postgres, channel, folder.resolve("control.sock"), pool, process);
    more.forEach(
        (key, value) -> {
          if (value instanceof WithPort it) {
            config.put(key, it.port(probe.port()));
          } else if (value instanceof Changed it) {
            config.compute(key, (name, usual) -> it.from(object(usual)));
          } else {
            config.put(key, value);
          }
        });
    service =
        DispatcherService.start(
            Settings.fromMap(config), List.of(), ServiceClocks.ofTheMachine(), observer);
  }

  /** A part of the configuration in which the port of the probe is needed. */
  @FunctionalInterface
  public interface WithPort {
    Object port(int port);
  }

  /** A part of the configuration that is made from the usual one. */
  @FunctionalInterface
  public interface Changed {
    Object from(Map<?, ?> usual);
  }

  public static RunningService start() {
    return with(Map.of());
  }

  public static RunningService with(Map<String, Object> pool) {
    return new RunningService(TaskObserver.NOBODY, TestPostgres.shared(), pool, Map.of(), Map.of());
  }

  public static RunningService with(
      Map<String, Object> pool, Map<String, Object> process, Map<String, Object> more) {
    return new RunningService(TaskObserver.NOBODY, TestPostgres.shared(), pool, process, more);
  }

  /** One at a server of the test's own, which may be down. */
  public static RunningService at(TestPostgres postgres, Map<String, Object> more) {
    return new RunningService(TaskObserver.NOBODY, postgres, Map.of(), Map.of(), more);
  }

  /** One that somebody watches, at a server of the test's own. */
  public static RunningService watched(
      TaskObserver observer,
      TestPostgres postgres,
      Map<String, Object> pool,
      Map<String, Object> process,
      Map<String, Object> more) {
    return new RunningService(observer, postgres, pool, process, more);
  }

  public Probe probe() {
    return probe;
  }

  public DispatcherService service() {
    return service;
  }

  public String channel() {
    return channel;
  }

  public Path socket() {
    return folder.resolve("control.sock");
  }

  /** The configuration, for publishers and control clients. */
  public Map<String, Object> config() {
    return config;
  }

  /** Publishes a text as any program could. */
  public synchronized void publish(String payload) {
    try {
      Connection open = connection;
      if (open == null || !open.isValid(5)) {
        open = postgres.connect();
        connection = open;
      }
      try (PreparedStatement notify = open.prepareStatement("SELECT pg_notify(?, ?)")) {
        notify.setString(1, channel);
        notify.setString(2, payload);
        notify.execute();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a text over the socket as any program could. */
  public void send(String payload) {
    try (SocketBroker broker = new SocketBroker(socket())) {
      broker.publish(List.of(new Outgoing(broker.publishChannel(null), payload)));
    }
  }

  /** Publishes a probe task with the probe's port and these arguments. */
  public void probe(String task, Object... args) {
    probe(Map.of(), task, args);
  }

  public void probe(Map<String, Object> fields, String task, Object... args) {
    publish(message(fields, task, args));
  }

  /** The message that {@link #probe} publishes. */
  public String message(Map<String, Object> fields, String task, Object... args) {
    return ProbeTasks.message(probe.port(), fields, task, args);
  }

  public void run(Map<String, Object> fields, String task, List<Object> args) {
    publish(ProbeTasks.message(fields, task, args));
  }

  public Reply control(String command) {
    return control(command, Map.of());
  }

  public Reply control(String command, Map<String, Object> data) {
    try {
      return service.control(command, data).get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(command, e);
    }
  }

  /** A number of the reply to {@code main}, or of its {@code pool}. */
  public long count(String name) {
    Reply main = control("main");
    Object value = main.get(name);
    return number(value == null ? object(main.get("pool")).get(name) : value);
  }

  /** The process of a worker that is ready. */
  public long pidOfAWorker() {
    return number(workers("ready").getFirst().get("pid"));
  }

  public static Map<?, ?> object(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static long number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).longValue();
  }

  public void awaitCount(String name, long expected) {
    Awaitility.await(name)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> count(name), value -> value == expected);
  }

  /** The workers that are in this state. */
  public List<Map<?, ?>> workers(String status) {
    return control("workers").body().values().stream()
        .filter(Map.class::isInstance)
        .<Map<?, ?>>map(worker -> (Map<?, ?>) worker)
        .filter(worker -> status.equals(worker.get("status")))
        .toList();
  }

  public void awaitWorkers(String status, int expected) {
    Awaitility.await(expected + " workers " + status)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> workers(status).size(), size -> size == expected);
  }

  @Override
  public void close() throws IOException, SQLException {
    service.stopNow();
    service.close();
    if (connection != null) {
      connection.close();
    }
    probe.close();
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
