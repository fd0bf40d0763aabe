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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Metrics of a real service, fetched as Prometheus does. */
class MetricsFunctionalTest {
  @Test
  void aScrapeTellsWhatHasHappened() throws Exception {
    try (RunningService service = RunningService.with(Map.of(), Map.of(), serving(0))) {
      service.run(Map.of(), "noop", List.of());
      service.run(Map.of(), "fail", List.of());
      service.publish("{\"task\": \"no.such.task\"}");
      service.probe("gate", "a");
      service.probe().await("a");
      service.probe(Map.of("delay", 300), "say", "later");
      service.awaitCount("received_count", 5);
      service.awaitCount("finished_count", 2);

      String page = scrape(port(service));

      assertValue(page, "dispatcher_messages_received_total", 5);
      assertValue(page, "dispatcher_messages_refused_total", 1);
      assertValue(page, "dispatcher_tasks_finished_total", 2);
      assertValue(page, "dispatcher_tasks_failed_total", 1);
      assertValue(page, "dispatcher_tasks_waiting{reason=\"delayed\"}", 1);
      assertValue(page, "dispatcher_workers_busy", 1);
      assertValue(page, "dispatcher_producer_messages_total{producer=\"pg_notify-producer\"}", 5);
      assertTrue(page.contains("\njvm_memory_used_bytes{area=\"heap\"} "), page);
      service.probe().release("a");
    }
  }

  @Test
  void theCommandShowsWhereMetricsAreAndHowTheServerIsDoing() throws Exception {
    try (RunningService service = RunningService.with(Map.of(), Map.of(), serving(0))) {
      scrape(port(service));

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

    assertThrows(ConnectException.class, () -> scrape(port));
  }

  private static Map<String, Object> serving(int port) {
    return Map.of(
        "service",
        Map.of(
            "pool_kwargs",
            Map.of("max_workers", 2),
            "main_kwargs",
            Map.of("node_id", "node-under-test"),
            "metrics_kwargs",
            Map.of("port", port)));
  }

  private static int port(RunningService service) {
    Map<?, ?> status = RunningService.object(service.control("metrics").get("status"));
    return Integer.parseInt(String.valueOf(status.get("port")));
  }

  private static String scrape(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, response.statusCode(), response.body());
      return response.body();
    }
  }

  private static void assertValue(String page, String sample, long expected) {
    assertTrue(
        page.lines().anyMatch((sample + " " + expected + ".0")::equals),
        () -> "expected " + sample + " " + expected + ".0 in\n" + page);
  }
}
