package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartReportTest {
  private static final Settings SETTINGS =
      Settings.fromMap(
          Map.of(
              "version",
              2,
              "service",
              Map.of("pool_kwargs", Map.of("min_workers", 1, "max_workers", 4)),
              "brokers",
              Map.of(
                  "pg_notify",
                  Map.of(
                      "config",
                      Map.of("conninfo", "host=db user=app password=hush"),
                      "channels",
                      List.of("a", "b")))));

  @Test
  void saysWhatTheServiceIsAndWhatToTypeNext() {
    List<String> lines =
        StartReport.lines("demo", 7, SETTINGS, Optional.of(Path.of("etc", "dispatcher.yml")));
    assertTrue(lines.getFirst().endsWith("runs as node demo"), lines.toString());
    assertTrue(lines.contains("will listen on pg_notify on host=db user=app, channels a, b"));
    assertTrue(lines.contains("runs 7 declared tasks on 1 to 4 workers, each a JVM of its own"));
    assertTrue(
        lines.getLast().contains("dispatcherctl --config etc/dispatcher.yml workers"),
        lines.getLast());
    assertEquals(4, lines.size());
  }

  @Test
  void keepsThePasswordToItself() {
    assertTrue(
        StartReport.lines("demo", 7, SETTINGS, Optional.empty()).stream()
            .noneMatch(line -> line.contains("hush")));
  }
}
