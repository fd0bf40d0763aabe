package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.metrics.ScrapedMetrics;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.service.fixtures.TestConfig;
import io.dispatcherd.testing.RestartablePostgres;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a service when its connection to PostgreSQL breaks, or PostgreSQL is down. */
@Tag("functional")
class BrokerRecoveryFunctionalTest {
  /** What a listening connection did last: it began, or asked how full the server's queue is. */
  private static final String IS_LISTENING =
      "query ~ '^LISTEN|pg_notification_queue_usage' AND pid <> pg_backend_pid()";

  private static final String PG_NOTIFY = "{producer=\"pg_notify-producer\"}";

  private static RestartablePostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = RestartablePostgres.start();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void aListeningConnectionThatIsTerminatedIsMadeAgain() throws Exception {
    try (RunningService service = start()) {
      awaitListening();
      try (Connection connection = postgres.connection().connect();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + IS_LISTENING);
      }
      await("recycled").until(() -> pgNotify(service, "recycle_count").equals(1));
      awaitListening();
      service.probe("say", "received again");
      service.probe().await("received again");
    }
  }

  @Test
  void whilePostgresRestartsControlOverTheSocketAnswersAndAfterwardsTasksArrive() throws Exception {
    try (RunningService service = start()) {
      awaitListening();
      postgres.stop();
      await("noticed").until(() -> !pgNotify(service, "recycle_count").equals(0));
      assertEquals(List.of(TestConfig.NODE_ID), askOverTheSocket(service));
      postgres.restart();
      awaitListening();
      service.probe("say", "after the restart");
      service.probe().await("after the restart");
    }
  }

  @Test
  void withPostgresDownAtTheStartTheServiceWaitsForItAndSaysSo() throws Exception {
    postgres.stop();
    try (CapturedLog log = new CapturedLog();
        RunningService service = start()) {
      assertEquals(List.of(TestConfig.NODE_ID), askOverTheSocket(service));
      assertTrue(
          log.lines(Level.WARN).stream().anyMatch(line -> line.contains("Connecting again in")));
      postgres.restart();
      awaitListening();
      service.probe("say", "there it is");
      service.probe().await("there it is");
    }
  }

  @Test
  void stoppingWhileItConnectsAgainIsClean() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      try (RunningService service = start()) {
        awaitListening();
        postgres.stop();
        await("noticed").until(() -> !pgNotify(service, "recycle_count").equals(0));
        service.service().stop();
        service.service().awaitStop();
      } finally {
        postgres.restart();
      }
      assertEquals(List.of(), log.lines(Level.ERROR));
    }
  }

  @Test
  void producersShowsHowTheSelfChecksWent() throws Exception {
    Map<String, Object> brokers =
        Map.of(
            "pg_notify",
            Map.of(
                "config",
                Map.of("conninfo", postgres.connection().conninfo()),
                "channels",
                List.of("self_checked"),
                "max_connection_idle_seconds",
                0.2,
                "max_self_check_message_age_seconds",
                0.2));
    try (RunningService service =
        RunningService.builder()
            .at(postgres.connection())
            .part("brokers", brokers)
            .part("publish", Map.of())
            .start()) {
      await("self-checks").until(() -> number(selfCheck(service), "success_count") > 1);
      Map<?, ?> statistics = selfCheck(service);
      assertEquals(true, statistics.get("enabled"));
      double average = number(statistics, "average_time_seconds");
      double longest = number(statistics, "max_time_seconds");
      assertTrue(average > 0 && longest >= average, () -> statistics.toString());
      assertFalse(longest > 30);
    }
  }

  @Test
  void metricsAndProbesTellOfABrokerThatBreaksAndComesBack() throws Exception {
    RunningService.Changed selfChecked =
        brokers -> {
          Map<Object, Object> all = new HashMap<>(brokers);
          Map<Object, Object> pgNotify =
              new HashMap<>(RunningService.object(brokers.get("pg_notify")));
          pgNotify.put("max_connection_idle_seconds", 0.2);
          pgNotify.put("max_self_check_message_age_seconds", 0.2);
          all.put("pg_notify", pgNotify);
          return all;
        };
    Map<String, Object> threads =
        Map.of(
            "process_manager_cls", "ThreadManager",
            "pool_kwargs", Map.of("max_workers", 1),
            "metrics_kwargs", Map.of("port", 0));
    try (RunningService service =
        RunningService.builder()
            .at(postgres.connection())
            .part("service", threads)
            .part("brokers", selfChecked)
            .start()) {
      ScrapedMetrics metrics = ScrapedMetrics.of(service);
      metrics.awaitAnswer("/readyz", "200 ok\n");
      metrics.assertValue("dispatcher_producer_listening" + PG_NOTIFY, 1);
      metrics.awaitAtLeast("dispatcher_broker_self_checks_total" + PG_NOTIFY, 1);
      for (String figure : List.of("average", "max")) {
        metrics.await(
            "dispatcher_broker_self_check_%s_seconds%s".formatted(figure, PG_NOTIFY),
            seconds -> seconds > 0 && seconds < 30);
      }

      postgres.stop();
      metrics.awaitAnswer("/readyz", "503 pg_notify-producer is not listening\n");
      metrics.awaitAtLeast("dispatcher_producer_recycles_total" + PG_NOTIFY, 2);
      metrics.assertValue("dispatcher_producer_listening" + PG_NOTIFY, 0);
      metrics.assertValue("dispatcher_producer_reconnects_total" + PG_NOTIFY, 0);
      assertEquals("200 ok\n", metrics.get("/healthz"), "it would run what comes over the socket");

      postgres.restart();
      metrics.awaitAnswer("/readyz", "200 ok\n");
      metrics.assertValue("dispatcher_producer_listening" + PG_NOTIFY, 1);
      metrics.assertValue("dispatcher_producer_reconnects_total" + PG_NOTIFY, 1);
    }
  }

  @Test
  void howFullTheServersQueueIsIsAmongTheMetrics() throws Exception {
    try (Connection connection = postgres.connection().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET max_notify_queue_pages = 64"); // of 8 KiB
    }
    postgres.stop();
    postgres.restart();
    try (Connection holdsUp = postgres.connection().connect();
        Statement listener = holdsUp.createStatement();
        Connection connection = postgres.connection().connect();
        Statement publisher = connection.createStatement()) {
      listener.execute("LISTEN held_up");
      holdsUp.setAutoCommit(false);
      listener.execute("SELECT 1"); // stays in this transaction, and so doesn't read
      for (int i = 0; i < 32; i++) {
        publisher.execute("SELECT pg_notify('held_up', repeat('x', 7000) || %d)".formatted(i));
      }
      Map<String, Object> threads =
          Map.of(
              "process_manager_cls", "ThreadManager",
              "pool_kwargs", Map.of("max_workers", 1),
              "metrics_kwargs", Map.of("port", 0));
      try (RunningService service =
          RunningService.builder().at(postgres.connection()).part("service", threads).start()) {
        ScrapedMetrics.of(service)
            .await(
                "dispatcher_broker_queue_usage_ratio" + PG_NOTIFY,
                ratio -> ratio > 0.3 && ratio < 0.7);
      }
    }
  }

  private static RunningService start() {
    return RunningService.builder().at(postgres.connection()).start();
  }

  private static Object pgNotify(RunningService service, String count) {
    Map<?, ?> producer =
        RunningService.object(service.control("producers").get("pg_notify-producer"));
    return Objects.requireNonNull(producer.get(count));
  }

  private static double number(Map<?, ?> statistics, String name) {
    return ((Number) Objects.requireNonNull(statistics.get(name))).doubleValue();
  }

  private static Map<?, ?> selfCheck(RunningService service) {
    return (Map<?, ?>) pgNotify(service, "broker_self_check");
  }

  private static List<String> askOverTheSocket(RunningService service) {
    try (Dispatcherd client = Dispatcherd.fromMap(service.config())) {
      return client.control().ask("alive").stream().map(Reply::nodeId).toList();
    }
  }

  private static void awaitListening() {
    await("a connection that listens").until(() -> listeners(postgres.connection()) == 1);
  }

  private static int listeners(TestPostgres at) throws Exception {
    try (Connection connection = at.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity" + " WHERE " + IS_LISTENING)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static ConditionFactory await(String what) {
    return ServiceProcess.await(what).ignoreExceptions();
  }
}
