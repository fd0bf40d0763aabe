package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the service takes in, and what it doesn't. */
@Tag("functional")
class IntakeFunctionalTest {
  @Test
  void beyondMaxQueuedTasksAreRefusedLoggedAndCounted() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = RunningService.with(Map.of("max_workers", 1, "max_queued", 3))) {
      service.probe("gate", "a");
      service.probe().await("a");
      for (int i = 0; i < 5; i++) {
        service.probe(Map.of("uuid", "u-" + i), "say", "b");
      }
      service.awaitCount("refused_count", 2);
      assertEquals(3, service.count("queued"));
      List<String> errors = log.lines(Level.ERROR);
      assertEquals(2, errors.size());
      assertTrue(errors.get(0).contains("max_queued") && errors.get(0).contains("u-3"));
      service.probe().release("a");
      service.awaitCount("finished_count", 4);
      service.probe("say", "room again");
      service.probe().await("room again");
    }
  }

  @Test
  void tasksThatCameWithoutAUuidGetOneEachThatSaysSo() throws Exception {
    try (RunningService service = RunningService.with(Map.of("max_workers", 1))) {
      for (int i = 0; i < 4; i++) {
        service.probe("gate", "a");
      }
      service.probe().await("a");
      service.awaitCount("queued", 3);
      Set<String> uuids =
          service.control("running").body().values().stream()
              .filter(Map.class::isInstance)
              .map(message -> String.valueOf(((Map<?, ?>) message).get("uuid")))
              .collect(Collectors.toSet());
      assertEquals(4, uuids.size());
      assertTrue(uuids.stream().allMatch(uuid -> uuid.startsWith("internal-")), uuids::toString);
    }
  }

  @Test
  void linesAboutTasksThatAreNotRunHaveThemInTheLogContext() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = WorkerKind.THREAD.start()) {
      service.publish("{\"task\": \"no.such.task\", \"uuid\": \"u-1\", \"guid\": \"g-1\"}");
      service.control("run", Map.of("task", "no.such.task", "uuid", "u-2"));
      service.probe("gate", "a");
      service.probe().await("a");
      service.probe(Map.of("on_duplicate", "discard", "uuid", "u-3", "guid", "g-3"), "gate", "a");
      service.awaitCount("discarded_count", 1);
      service.probe().release("a");

      assertEquals(
          Set.of(
              Map.of("task", "no.such.task", "uuid", "u-1", "guid", "g-1"),
              Map.of("task", "no.such.task", "uuid", "u-2")),
          Set.copyOf(log.contexts("No task named")));
      assertEquals(
          List.of(Map.of("task", ProbeTasks.PREFIX + "gate", "uuid", "u-3", "guid", "g-3")),
          log.contexts("Discarded"));
    }
  }

  @Test
  void aRefusedRunIsAnsweredLoggedAndCounted() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = RunningService.start()) {
      assertTrue(service.control("run", Map.of("task", "no.such.task")).isError());
      assertTrue(
          service
              .control("run", Map.of("task", ProbeTasks.PREFIX + "noop", "timeout", "1"))
              .isError());
      assertEquals(2, service.count("refused_count"));
      List<String> errors = log.lines(Level.ERROR);
      assertEquals(2, errors.size(), errors::toString);
      assertTrue(errors.get(0).contains("no.such.task") && errors.get(1).contains("timeout"));
    }
  }
}
