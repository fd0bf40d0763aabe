package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.service.fixtures.TestConfig;
import io.dispatcherd.service.fixtures.WorkerKind;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A service and a publisher whose connections an application's data source supplies. */
@Tag("functional")
class ConnectionFactoryFunctionalTest {
  private static final String FACTORY = OwnDataSource.class.getName();

  /** What a listening connection did last: it began, or asked how full the server's queue is. */
  private static final String IS_LISTENING = "query ~ '^LISTEN|pg_notification_queue_usage'";

  @BeforeEach
  void forgetEarlierConnections() {
    OwnDataSource.SUPPLIED.clear();
  }

  @Test
  void tasksAndCommandsTravelOverConnectionsOfTheDataSourceWhichGetsThemBack() throws Exception {
    try (RunningService service = start();
        Dispatcherd publisher = overPgNotify(service)) {
      submit(publisher, service, "over the data source");
      service.probe().await("over the data source");
      assertEquals(
          TestConfig.NODE_ID,
          publisher
              .control()
              .ask("alive", Map.of(), 1, Duration.ofSeconds(30))
              .getFirst()
              .nodeId());

      assertEquals(
          Set.copyOf(backends(open(OwnDataSource.SUPPLIED))),
          Set.copyOf(ask("SELECT pid", service, "TRUE")),
          "there are no connections but those of the data source");
    }
    assertTrue(OwnDataSource.SUPPLIED.size() >= 2, "one to listen on, one to publish on");
    assertEquals(List.of(), open(OwnDataSource.SUPPLIED), "all went back to the data source");
  }

  @Test
  void whenItsConnectionBreaksTheServiceAsksTheDataSourceForAnother() throws Exception {
    try (RunningService service = start();
        Dispatcherd publisher = overPgNotify(service)) {
      int first = awaitListener(service, List.of());
      ask("SELECT pid, pg_terminate_backend(pid)", service, IS_LISTENING);
      int second = awaitListener(service, List.of(first));

      submit(publisher, service, "over another connection");
      service.probe().await("over another connection");
      assertTrue(backends(open(OwnDataSource.SUPPLIED)).contains(second));
    }
  }

  private static RunningService start() {
    RunningService.Changed brokers =
        usual -> {
          Map<Object, Object> all = new HashMap<>(usual);
          Map<Object, Object> pgNotify =
              new HashMap<>(RunningService.object(usual.get("pg_notify")));
          pgNotify.put("sync_connection_factory", FACTORY);
          pgNotify.put("async_connection_factory", FACTORY);
          all.put("pg_notify", pgNotify);
          return all;
        };
    return WorkerKind.THREAD
        .builder()
        .pool(Map.of("max_workers", 1))
        .changed("brokers", brokers)
        .start();
  }

  /** A publisher with the service's configuration whose commands don't take the socket. */
  private static Dispatcherd overPgNotify(RunningService service) {
    Map<String, Object> config = new HashMap<>(service.config());
    config.put("publish", Map.of("default_broker", "pg_notify"));
    return Dispatcherd.fromMap(config);
  }

  private static void submit(Dispatcherd publisher, RunningService service, String word) {
    publisher.task(ProbeTasks.PREFIX + "say").args(service.probe().port(), word).submit();
  }

  /** Waits until one connection listens that isn't one of these. */
  private static int awaitListener(RunningService service, List<Integer> earlier) {
    return ServiceProcess.await("a connection that listens, beside " + earlier)
        .until(
            () -> ask("SELECT pid", service, IS_LISTENING),
            now -> now.size() == 1 && !earlier.containsAll(now))
        .getFirst();
  }

  /** About the connections of a service and its publisher, which have its channel as their name. */
  private static List<Integer> ask(String question, RunningService service, String condition)
      throws SQLException {
    String sql = question + " FROM pg_stat_activity WHERE application_name = ? AND " + condition;
    try (Connection connection = TestPostgres.shared().connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, service.channel());
      List<Integer> numbers = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          numbers.add(rows.getInt("pid"));
        }
      }
      return numbers;
    }
  }

  private static List<Integer> backends(List<Connection> connections) {
    return connections.stream().map(each -> ((PGConnection) each).getBackendPID()).toList();
  }

  private static List<Connection> open(List<Connection> supplied) {
    return supplied.stream().filter(ConnectionFactoryFunctionalTest::isOpen).toList();
  }

  private static boolean isOpen(Connection connection) {
    try {
      return !connection.isClosed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
