package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.HttpLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
  /** Tests run in the folder of the module. */
  private static final Path PAGE = Path.of("../docs/reference/metrics.md");

  @Test
  void theReferencePageNamesEveryMetricWithTypeLabelAndMeaning() throws IOException {
    String expected =
        ServiceMetrics.ALL.stream().map(ServiceMetricsTest::row).collect(Collectors.joining("\n"));
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).toList();

    assertEquals(expected, String.join("\n", rows), PAGE + " is stale; write the rows that follow");
  }

  @Test
  void theReferencePageTellsTheBounds() throws IOException {
    HttpLimits limits = HttpLimits.DEFAULT;
    List<String> expected =
        List.of(
            "| request line | %d bytes | 414 |".formatted(limits.requestLineBytes()),
            "| request line and headers | %d bytes, %d headers | 431 |"
                .formatted(limits.headBytes(), limits.headers()),
            "| time to send the request | %d s | 408 |".formatted(limits.requestTime().toSeconds()),
            "| time to take the answer | %d s | the connection is closed |"
                .formatted(limits.answerTime().toSeconds()),
            "| connections at once | %d | 503 |".formatted(limits.connections()));

    List<String> lines = Files.readAllLines(PAGE);

    assertEquals(expected, lines.stream().filter(expected::contains).toList());
  }

  @Test
  void namesAreUniqueAndFollowThePrometheusRules() {
    List<String> names = ServiceMetrics.ALL.stream().map(Metric::exposedName).toList();

    assertEquals(names.size(), names.stream().distinct().count());
    assertTrue(names.stream().allMatch(name -> name.matches("(dispatcher|jvm)_[a-z_]+")));
  }

  private static String row(Metric metric) {
    String label = metric.label().isEmpty() ? "" : "`" + metric.label() + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(metric.exposedName(), metric.type().wireName(), label, metric.help());
  }
}
