package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Metrics of a real service, fetched as Prometheus does. */
@Tag("functional")
class MetricsFunctionalTest {
  private static final String TASK = "{task=\"" + ProbeTasks.PREFIX;

  @Test
  void endsOfTasksAreCountedByWhatBecameOfThem() throws Exception {
    try (RunningService service = serving(0, 2)) {
      service.run(Map.of(), "noop", List.of());
      service.run(Map.of(), "fail", List.of());
      service.publish("{\"task\": \"no.such.task\"}");
      service.awaitCount("finished_count", 2);
      service.run(Map.of(), "exitJvm", List.of(3));
      service.awaitCount("canceled_count", 1);
      service.awaitWorkers("ready", 2);

      ScrapedMetrics page = ScrapedMetrics.of(service);
      page.awaitValue("dispatcher_messages_received_total", 4);
      page.assertValue("dispatcher_messages_refused_total", 1);
      page.assertValue("dispatcher_tasks_finished_total", 2);
      page.assertValue("dispatcher_tasks_failed_total", 1);
      page.assertValue("dispatcher_tasks_lost_total", 1);
      page.assertValue("dispatcher_tasks_timed_out_total", 0);
      page.assertCount("dispatcher_task_running_seconds_count" + TASK + "fail\"}", 1);
      page.assertCount("dispatcher_task_running_seconds_count" + TASK + "exitJvm\"}", 1);
      page.assertCount("dispatcher_task_running_seconds_count{task=\"other\"}", 0);
      page.assertValue("dispatcher_worker_scale_events_total{event=\"replaced\"}", 1);
      page.assertValue("dispatcher_workers{state=\"ready\"}", 2);
      page.assertValue("dispatcher_workers{state=\"error\"}", 1);
      page.assertValue("dispatcher_workers_created_total", 3);
      page.assertValue("dispatcher_worker_count_total", 2);
    }
  }

  @Test
  void tasksThatWaitAreCountedByWhatTheyWaitFor() throws Exception {
    try (RunningService service = threads(Map.of("min_workers", 2, "max_workers", 2), 100)) {
      service.probe("gate", "a");
      service.probe().await("a");
      service.probe("gate", "b");
      service.probe().await("b");
      service.probe(Map.of("delay", 300), "say", "later");
      service.probe(Map.of("delay", 300, "uuid", "unwanted"), "say", "never");
      service.probe("gate", "c");
      service.probe(Map.of("on_duplicate", "serial"), "gate", "a");
      service.probe(Map.of("on_duplicate", "discard"), "gate", "a");
      service.publish(
          "{\"__dispatcherd_chunk__\":\"v1\",\"message_id\":\"%s\",\"index\":0,\"total\":2,\"payload\":\"{\"}"
              .formatted("0".repeat(32)));
      service.awaitCount("discarded_count", 1);
      service.control("cancel", Map.of("uuid", "unwanted"));

      ScrapedMetrics page = ScrapedMetrics.of(service);
      page.awaitValue("dispatcher_chunked_messages_active", 1);
      page.awaitValue("dispatcher_messages_received_total", 7);
      page.assertValue("dispatcher_tasks_discarded_total", 1);
      page.assertValue("dispatcher_tasks_canceled_total", 1);
      page.assertValue("dispatcher_tasks_running", 2);
      page.assertValue("dispatcher_tasks_waiting{reason=\"delayed\"}", 1);
      page.assertValue("dispatcher_tasks_waiting{reason=\"queued\"}", 1);
      page.assertValue("dispatcher_tasks_waiting{reason=\"blocked\"}", 1);
      page.assertValue("dispatcher_producer_messages_total{producer=\"pg_notify-producer\"}", 8);
      page.assertCount("dispatcher_task_waiting_seconds_count" + TASK + "gate\"}", 2);
      service.probe().release("a");
      service.probe().release("b");
      service.probe().release("c");
    }
  }

  @Test
  void limitsAndTheProgramsOwnFiguresArePartOfTheNumbers() throws Exception {
    try (RunningService service = threads(Map.of("min_workers", 2, "max_workers", 2), 100)) {
      ScrapedMetrics page = ScrapedMetrics.of(service);
      page.assertValue("dispatcher_event_loop_errors_total", 0);
      page.assertValue("dispatcher_workers_limit{bound=\"min\"}", 2);
      page.assertValue("dispatcher_workers_limit{bound=\"max\"}", 2);
      page.await("dispatcher_tasks_waiting_limit", tasks -> tasks == 100_000);
      page.awaitAtLeast("dispatcher_control_messages_count_total", 0);
      page.await("dispatcher_uptime_seconds", seconds -> seconds > 0 && seconds < 600);
      for (String figure : List.of("used", "committed", "max")) {
        page.awaitAtLeast("jvm_memory_" + figure + "_bytes{area=\"heap\"}", 1_000_000);
      }
    }
  }

  @Test
  void workersComeAndGoAndTasksRunOutOfTimeInTheNumbersToo() throws Exception {
    Map<String, Object> pool =
        Map.of(
            "max_workers",
            2,
            "scaledown_wait",
            0.05,
            "scaledown_interval",
            0.05,
            "worker_max_lifetime_seconds",
            1);
    try (RunningService service = threads(pool, 1)) {
      ScrapedMetrics page = ScrapedMetrics.of(service);
      service.probe("gate", "a");
      service.probe().await("a");
      service.probe(Map.of("timeout", 0.1), "sleepUntilInterrupted", "slow");
      page.awaitValue("dispatcher_tasks_timed_out_total", 1);
      page.awaitAtLeast("dispatcher_worker_scale_events_total{event=\"up\"}", 2);
      service.probe().release("a");
      page.awaitAtLeast("dispatcher_worker_scale_events_total{event=\"down\"}", 1);
      page.awaitAtLeast("dispatcher_worker_scale_events_total{event=\"lifetime\"}", 1);
      page.awaitAtLeast("dispatcher_worker_scale_events_total{event=\"replaced\"}", 1);
      page.awaitAtLeast("dispatcher_workers_retired_total", 2);
      page.assertCount("dispatcher_task_running_seconds_count" + TASK + "gate\"}", 1);
      page.assertCount("dispatcher_task_running_seconds_count{task=\"other\"}", 1);
      page.assertHas("dispatcher_broker_queue_usage_ratio{producer=\"pg_notify-producer\"} 0");
    }
  }

  @Test
  void chunksAreInTheNumbersWhateverBecomesOfThem() throws Exception {
    Map<String, Object> threads =
        Map.of(
            "process_manager_cls", "ThreadManager",
            "main_kwargs", Map.of("chunk_message_timeout_seconds", 1, "max_chunked_messages", 2),
            "metrics_kwargs", Map.of("port", 0));
    try (RunningService service = RunningService.builder().part("service", threads).start()) {
      ScrapedMetrics page = ScrapedMetrics.of(service);
      String message = service.message(Map.of("more", "x".repeat(9000)), "say", "it is whole");
      ChunkSplitter.split(message, 7999).forEach(service::publish);
      service.probe().await("it is whole");
      page.assertValue("dispatcher_chunks_received_total", 2);
      page.assertValue("dispatcher_chunked_messages_total{result=\"assembled\"}", 1);

      service.publish(chunk("v2", 1, "{"));
      page.awaitValue("dispatcher_chunked_messages_total{result=\"errored\"}", 1);

      for (int incomplete = 2; incomplete <= 4; incomplete++) {
        service.publish(chunk("v1", incomplete, "{"));
      }
      page.awaitValue("dispatcher_chunked_messages_total{result=\"dropped\"}", 1);
      page.awaitValue("dispatcher_chunked_messages_total{result=\"timed_out\"}", 2);
      page.assertValue("dispatcher_chunked_messages_active", 0);
      page.assertValue("dispatcher_chunks_received_total", 6);
      page.assertValue("dispatcher_messages_received_total", 1);
    }
  }

  private static String chunk(String version, int message, String payload) {
    return Json.write(
        Map.of(
            "__dispatcherd_chunk__",
            version,
            "message_id",
            "%032x".formatted(message),
            "index",
            0,
            "total",
            2,
            "payload",
            payload));
  }

  @Test
  void aServiceIsHealthyAndReadyAndNotReadyOnceItIsStopping() throws Exception {
    Map<String, Object> pool = Map.of("max_workers", 1);
    try (RunningService service = threads(pool, 1)) {
      ScrapedMetrics metrics = ScrapedMetrics.of(service);
      service.awaitWorkers("ready", 1);
      assertEquals("200 ok\n", metrics.get("/healthz"));
      assertEquals("200 ok\n", metrics.get("/readyz"));
      service.probe("gate", "a");
      service.probe().await("a");
      assertEquals("200 ok\n", metrics.get("/readyz"), "a busy worker is ready too");

      service.probe(Map.of("delay", 300), "say", "never");
      service.awaitCount("delayed", 1);

      service.service().stop();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> metrics.get("/readyz").startsWith("503 the service is stopping\n"));
      assertEquals("200 ok\n", metrics.get("/healthz"), "it is finishing its task");
      metrics.awaitValue("dispatcher_tasks_lost_total", 1);
    }
  }

  @Test
  void theCommandShowsWhereMetricsAreAndHowTheServerIsDoing() throws Exception {
    try (RunningService service = serving(0)) {
      ScrapedMetrics.of(service).get("/metrics");

      Map<?, ?> status = RunningService.object(service.control("metrics").get("status"));

      assertEquals(true, service.control("metrics").get("enabled"));
      assertEquals(Set.of("host", "port", "ready", "http_server"), status.keySet());
      assertEquals("localhost", status.get("host"));
      assertEquals(true, status.get("ready"));
      Map<?, ?> http = RunningService.object(status.get("http_server"));
      assertEquals(1, http.get("connections_total"));
      assertEquals(1, http.get("metrics_requests_served"));
      assertEquals(true, http.get("is_running"));
    }
  }

  @Test
  void withoutTheSectionNothingIsServed() throws Exception {
    try (RunningService service = RunningService.start()) {
      assertEquals(
          Map.of("enabled", false, "node_id", "node-under-test"),
          service.control("metrics").body());
    }
  }

  @Test
  void aPortThatIsTakenEndsTheStartWithAnErrorThatNamesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      ConfigurationException error =
          assertThrows(ConfigurationException.class, () -> serving(taken.getLocalPort()).close());
      assertTrue(
          String.valueOf(error.getMessage()).contains("localhost port " + taken.getLocalPort()),
          error.getMessage());
    }
  }

  @Test
  void theServerStopsWithTheService() throws Exception {
    RunningService service = serving(0);
    ScrapedMetrics metrics = ScrapedMetrics.of(service);
    service.close();

    assertThrows(ConnectException.class, () -> metrics.get("/metrics"));
  }

  private static RunningService serving(int port) {
    return serving(port, 1);
  }

  private static RunningService serving(int port, int minWorkers) {
    return RunningService.builder()
        .pool(Map.of("min_workers", minWorkers))
        .changed(
            "service", usual -> RunningService.with(usual, "metrics_kwargs", Map.of("port", port)))
        .start();
  }

  private static RunningService threads(Map<String, Object> pool, int maxTaskLabels) {
    return RunningService.builder()
        .part(
            "service",
            Map.of(
                "process_manager_cls",
                "ThreadManager",
                "pool_kwargs",
                pool,
                "metrics_kwargs",
                Map.of("port", 0, "max_task_labels", maxTaskLabels)))
        .start();
  }
}
