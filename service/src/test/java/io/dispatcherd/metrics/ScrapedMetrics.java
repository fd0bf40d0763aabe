package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.service.fixtures.RunningService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.awaitility.Awaitility;

/** What a running service shows over HTTP, fetched anew each time. */
public record ScrapedMetrics(int port) {
  public static ScrapedMetrics of(RunningService service) {
    Map<?, ?> status = RunningService.object(service.control("metrics").get("status"));
    return new ScrapedMetrics(Integer.parseInt(String.valueOf(status.get("port"))));
  }

  public void assertValue(String sample, long expected) throws IOException, InterruptedException {
    assertHas(sample + " " + expected + ".0\n");
  }

  /** Of a histogram, whose counts have no decimals. */
  void assertCount(String sample, long expected) throws IOException, InterruptedException {
    assertHas(sample + " " + expected + "\n");
  }

  void assertHas(String line) throws IOException, InterruptedException {
    String page = get("/metrics");
    assertTrue(page.contains("\n" + line), () -> "expected " + line + " in\n" + page);
  }

  public void awaitValue(String sample, long expected) {
    await(sample, value -> value == expected);
  }

  public void awaitAtLeast(String sample, long expected) {
    await(sample, value -> value >= expected);
  }

  public void await(String sample, DoublePredicate isReached) {
    Awaitility.await(sample)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                get("/metrics")
                    .lines()
                    .filter(line -> line.startsWith(sample + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(sample.length())))
                    .anyMatch(isReached));
  }

  /** Waits for this answer of a path: its status and its text. */
  public void awaitAnswer(String path, String answer) {
    Awaitility.await(path)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> get(path), answer::equals);
  }

  /** The status and the text. */
  public String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }
}
