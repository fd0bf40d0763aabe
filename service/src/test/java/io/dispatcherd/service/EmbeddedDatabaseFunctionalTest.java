package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.service.fixtures.Probe;
import io.dispatcherd.service.fixtures.ProbeTasks;
import java.nio.file.Path;
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
    Map<String, Object> config =
        Map.of(
            "version", 2,
            "service", Map.of("process_manager_cls", "ThreadManager"),
            "brokers",
                Map.of(
                    "pg_notify",
                    Map.of(
                        "embedded", folder.resolve("data").toString(), "channels", List.of("a"))));
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
}
