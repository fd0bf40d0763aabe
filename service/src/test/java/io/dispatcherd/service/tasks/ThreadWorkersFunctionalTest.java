package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that are threads of the service's own JVM. */
@Tag("functional")
class ThreadWorkersFunctionalTest {
  @Test
  void aStuckTaskIsNamedUntilItEndsAndItsPlaceIsFilled() throws Exception {
    try (RunningService service = start(Map.of("max_workers", 1, "cancel_wait", 0.2))) {
      service.probe(Map.of("uuid", "u-stuck", "timeout", 0.2), "gate", "a");
      service.probe().await("a");
      service.awaitWorkers("error", 1);
      assertEquals("u-stuck", service.workers("error").getFirst().get("current_task_uuid"));
      service.probe("say", "replaced");
      service.probe().await("replaced");
      service.probe().release("a");
      ServiceProcess.await("the end of the task")
          .until(() -> service.workers("error").getFirst().get("current_task_uuid") == null);
      assertNull(service.workers("error").getFirst().get("current_task"));
      assertEquals(1, service.count("canceled_count"));
    }
  }

  @Test
  void aTaskThatDoesNotEndIsNamedWhenTheServiceHasStopped() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = start(Map.of("cancel_wait", 0.2, "shutdown_wait", 0))) {
      service.probe(Map.of("uuid", "u-stuck"), "gate", "a");
      service.probe().await("a");
      service.service().close();
      assertTrue(
          log.lines(Level.WARN).stream()
              .anyMatch(line -> line.contains("Left behind") && line.contains("u-stuck")));
      service.probe().release("a");
      service.probe().await("after a");
    }
  }

  @Test
  void tasksAskTheirServiceFailAndWaitInLine() throws Exception {
    try (RunningService service = start(Map.of("max_workers", 1))) {
      service.probe("ask", "alive");
      service.probe().await("node_id");
      service.probe("say"); // an argument is missing
      service.awaitCount("failed_count", 1);
      service.probe(Map.of("on_duplicate", "serial"), "exclusive");
      service.probe(Map.of("on_duplicate", "serial"), "exclusive");
      service.probe().await("out");
      service.probe().await("out");
      service.awaitCount("finished_count", 4);
    }
  }

  @Test
  void theMemoryIsThatOfTheOneJvm() throws Exception {
    try (RunningService service = start(Map.of("max_workers", 1))) {
      service.awaitWorkers("ready", 1);
      assertEquals(Set.of("service", "node_id"), service.control("memory").body().keySet());
    }
  }

  private static RunningService start(Map<String, Object> pool) {
    return WorkerKind.THREAD.start(pool);
  }
}
