package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.service.fixtures.Probe;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.ServiceProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that runs a PostgreSQL of its own. */
@Tag("functional")
class EmbeddedDatabaseFunctionalTest {
  @Test
  void publishersWithTheSameConfigurationFindItAndItEndsWithTheService(@TempDir Path folder)
      throws Exception {
    Map<String, Object> config = config(folder.resolve("data"));
    try (Probe probe = new Probe();
        Dispatcherd publisher = Dispatcherd.fromMap(config)) {
      try (DispatcherService running = DispatcherService.start(Settings.fromMap(config))) {
        publisher.task(ProbeTasks.PREFIX + "say").args(probe.port(), "over our own").submit();
        assertEquals("over our own", probe.next());
      }
      assertThrows(
          BrokerException.class, () -> publisher.task(ProbeTasks.PREFIX + "noop").submit());
    }
  }

  @Test
  void itIsStartedAgainIfItIsKilledWhileTheServiceRuns(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("it`s $HOME \"here\"");
    Map<String, Object> config = config(data);
    try (Probe probe = new Probe();
        Dispatcherd publisher = Dispatcherd.fromMap(config);
        DispatcherService running = DispatcherService.start(Settings.fromMap(config))) {
      assertTrue(running.tasks().contains(ProbeTasks.PREFIX + "say"));
      long pid = EmbeddedPostgresLocation.find(data).orElseThrow().pid();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      ServiceProcess.await("listening again").ignoreExceptions().until(() -> isHeard(data));
      publisher.task(ProbeTasks.PREFIX + "say").args(probe.port(), "back again").submit();
      assertEquals("back again", probe.next());
    }
  }

  /** A connection that listens was the last to say so, or to ask how full the queue is. */
  private static boolean isHeard(Path data) throws Exception {
    EmbeddedPostgresLocation location = EmbeddedPostgresLocation.find(data).orElseThrow();
    try (Connection connection =
            DriverManager.getConnection(
                location.jdbcUrl(), EmbeddedPostgresLocation.USER, location.password());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND query ~ '^LISTEN|pg_notification_queue_usage'")) {
      rows.next();
      return rows.getInt(1) == 1;
    }
  }

  private static Map<String, Object> config(Path data) {
    return Map.of(
        "version", 2,
        "service", Map.of("process_manager_cls", "ThreadManager"),
        "brokers",
            Map.of("pg_notify", Map.of("embedded", data.toString(), "channels", List.of("a"))));
  }
}
