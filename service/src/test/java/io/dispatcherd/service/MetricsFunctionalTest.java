package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Metrics of a real service, fetched as Prometheus does. */
class MetricsFunctionalTest {
  private static final String TASK = "{task=\"" + ProbeTasks.PREFIX;

  @Test
  void aScrapeTellsWhatHasHappened() throws Exception {
    try (RunningService service = RunningService.with(Map.of(), Map.of(), serving(0, 2))) {
      service.run(Map.of(), "noop", List.of());
      service.run(Map.of(), "fail", List.of());
      service.publish("{\"task\": \"no.such.task\"}");
      service.awaitCount("finished_count", 2);
      service.run(Map.of(), "exitJvm", List.of(3));
      service.awaitCount("canceled_count", 1);
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

      Page page = Page.of(service);
      page.awaitValue("dispatcher_chunked_messages_active", 1);
      page.awaitValue("dispatcher_messages_received_total", 11);
      page.assertValue("dispatcher_messages_refused_total", 1);
      page.assertValue("dispatcher_tasks_finished_total", 2);
      page.assertValue("dispatcher_tasks_failed_total", 1);
      page.assertValue("dispatcher_tasks_lost_total", 1);
      page.assertValue("dispatcher_tasks_discarded_total", 1);
      page.assertValue("dispatcher_tasks_canceled_total", 1);
      page.assertValue("dispatcher_tasks_timed_out_total", 0);
      page.assertValue("dispatcher_tasks_running", 2);
      page.assertValue("dispatcher_tasks_waiting{reason=\"delayed\"}", 1);
      page.assertValue("dispatcher_tasks_waiting{reason=\"queued\"}", 1);
      page.assertValue("dispatcher_tasks_waiting{reason=\"blocked\"}", 1);
      page.assertValue("dispatcher_worker_scale_events_total{event=\"replaced\"}", 1);
      page.assertValue("dispatcher_workers{state=\"ready\"}", 2);
      page.assertValue("dispatcher_workers{state=\"error\"}", 1);
      page.assertValue("dispatcher_producer_messages_total{producer=\"pg_notify-producer\"}", 12);
      page.assertCount("dispatcher_task_waiting_seconds_count" + TASK + "gate\"}", 2);
      page.assertCount("dispatcher_task_running_seconds_count" + TASK + "fail\"}", 1);
      page.assertCount("dispatcher_task_running_seconds_count" + TASK + "exitJvm\"}", 1);
      page.assertCount("dispatcher_task_running_seconds_count{task=\"other\"}", 0);
      page.assertValue("dispatcher_event_loop_errors_total", 0);
      page.assertHas("jvm_memory_used_bytes{area=\"heap\"} ");
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
    try (RunningService service = RunningService.with(Map.of(), Map.of(), threads(pool, 1))) {
      Page page = Page.of(service);
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
  void aServiceIsHealthyAndReadyAndNotReadyOnceItIsStopping() throws Exception {
    Map<String, Object> pool = Map.of("max_workers", 1);
    try (RunningService service = RunningService.with(Map.of(), Map.of(), threads(pool, 1))) {
      int port = port(service);
      service.awaitWorkers("ready", 1);
      assertEquals("200 ok\n", probe(port, "/healthz"));
      assertEquals("200 ok\n", probe(port, "/readyz"));
      service.probe("gate", "a");
      service.probe().await("a");
      assertEquals("200 ok\n", probe(port, "/readyz"), "a busy worker is ready too");

      service.service().stop();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> probe(port, "/readyz").startsWith("503 the service is stopping\n"));
      assertEquals("200 ok\n", probe(port, "/healthz"), "it is finishing its task");
    }
  }

  @Test
  void theCommandShowsWhereMetricsAreAndHowTheServerIsDoing() throws Exception {
    try (RunningService service = RunningService.with(Map.of(), Map.of(), serving(0))) {
      get(port(service), "/metrics");

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
          assertThrows(
              ConfigurationException.class,
              () -> RunningService.with(Map.of(), Map.of(), serving(taken.getLocalPort())).close());
      assertTrue(
          String.valueOf(error.getMessage()).contains("localhost port " + taken.getLocalPort()),
          error.getMessage());
    }
  }

  @Test
  void theServerStopsWithTheService() throws Exception {
    RunningService service = RunningService.with(Map.of(), Map.of(), serving(0));
    int port = port(service);
    service.close();

    assertThrows(ConnectException.class, () -> get(port, "/metrics"));
  }

  private static Map<String, Object> serving(int port) {
    return serving(port, 1);
  }

  private static Map<String, Object> serving(int port, int minWorkers) {
    return Map.of(
        "service",
        Map.of(
            "pool_kwargs",
            Map.of("min_workers", minWorkers, "max_workers", 2),
            "main_kwargs",
            Map.of("node_id", "node-under-test"),
            "metrics_kwargs",
            Map.of("port", port)));
  }

  private static int port(RunningService service) {
    Map<?, ?> status = RunningService.object(service.control("metrics").get("status"));
    return Integer.parseInt(String.valueOf(status.get("port")));
  }

  private static Map<String, Object> threads(Map<String, Object> pool, int maxTaskLabels) {
    return Map.of(
        "service",
        Map.of(
            "process_manager_cls",
            "ThreadManager",
            "pool_kwargs",
            pool,
            "metrics_kwargs",
            Map.of("port", 0, "max_task_labels", maxTaskLabels)));
  }

  private static String probe(int port, String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(port, path);
    return response.statusCode() + " " + response.body();
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** The metrics of a service, fetched anew each time. */
  private record Page(int port) {
    static Page of(RunningService service) {
      return new Page(MetricsFunctionalTest.port(service));
    }

    void assertValue(String sample, long expected) throws IOException, InterruptedException {
      assertHas(sample + " " + expected + ".0\n");
    }

    /** Of a histogram, whose counts have no decimals. */
    void assertCount(String sample, long expected) throws IOException, InterruptedException {
      assertHas(sample + " " + expected + "\n");
    }

    void assertHas(String line) throws IOException, InterruptedException {
      String page = text();
      assertTrue(page.contains("\n" + line), () -> "expected " + line + " in\n" + page);
    }

    void awaitValue(String sample, long expected) {
      await(sample, value -> value == expected);
    }

    void awaitAtLeast(String sample, long expected) {
      await(sample, value -> value >= expected);
    }

    private void await(String sample, DoublePredicate isReached) {
      Awaitility.await(sample)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () ->
                  text()
                      .lines()
                      .filter(line -> line.startsWith(sample + " "))
                      .mapToDouble(line -> Double.parseDouble(line.substring(sample.length())))
                      .anyMatch(isReached));
    }

    private String text() throws IOException, InterruptedException {
      HttpResponse<String> response = get(port, "/metrics");
      assertEquals(200, response.statusCode(), response.body());
      return response.body();
    }
  }
}
