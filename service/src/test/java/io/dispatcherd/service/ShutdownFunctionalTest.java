package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left, and what is said, when a service ends. */
@Tag("functional")
class ShutdownFunctionalTest {
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void workThatStillWaitsIsNamedByUuid() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = RunningService.with(Map.of("max_workers", 1))) {
      service.probe("gate", "a");
      service.probe().await("a");
      service.probe(Map.of("uuid", "u-queued"), "say", "b");
      service.probe(Map.of("uuid", "u-held", "on_duplicate", "serial"), "gate", "a");
      service.probe(Map.of("uuid", "u-delayed", "delay", 300), "say", "c");
      service.awaitCount("received_count", 4);
      service.service().stop();
      // Until the loop has heard of it a worker that becomes free gets the next task.
      service.awaitWorkers("stopping", 1);
      // While the running task finishes: a supervisor that loses its patience takes the rest.
      for (String uuid : List.of("u-queued", "u-held", "u-delayed")) {
        String line = "Lost at shutdown, still waiting: ";
        assertEquals(1, log.contexts(line).stream().filter(uuid(uuid)).count(), uuid);
      }
      assertEquals(
          0, service.count("queued") + service.count("blocked") + service.count("delayed"));
      service.probe().release("a");
      service.service().awaitStop();
    }
  }

  @Test
  void aWorkerThatIsKilledWhileItStopsReleasesWhatItsTaskBlocked() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = RunningService.with(Map.of("shutdown_wait", 3600))) {
      service.probe(Map.of("uuid", "u-running"), "gate", "a");
      service.probe().await("a");
      service.probe(Map.of("uuid", "u-held", "on_duplicate", "serial"), "gate", "a");
      service.awaitCount("blocked", 1);
      long pid = service.pidOfAWorker();
      service.service().stop();
      service.awaitWorkers("stopping", 1);
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      service.service().awaitStop();
      String lines = String.join("\n", log.lines(Level.WARN));
      assertTrue(lines.contains("u-running") && lines.contains("u-held"), lines);
    }
  }

  @Test
  void aServiceThatNobodyTalksToHasItsWorkersAndLeavesNothingBehind() throws Exception {
    TestPostgres.shared(); // Its process is a child, too.
    List<ProcessHandle> before = ProcessHandle.current().children().toList();
    Thread caller = Thread.currentThread();
    ClassLoader loader = caller.getContextClassLoader();
    try (RunningService service =
        RunningService.builder()
            .pool(Map.of("min_workers", 2))
            .process(Map.of("spare_workers", 1))
            .start()) {
      assertEquals(loader, caller.getContextClassLoader());
      ServiceProcess.await("workers and a spare").until(() -> newChildren(before).size() == 3);
      service.service().close();
      assertEquals(List.of(), newChildren(before));
      assertEquals(
          0,
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("event-loop"))
              .count());
    }
  }

  @Test
  void whoAsksAServiceThatHasStoppedIsToldSo() throws Exception {
    try (RunningService service = RunningService.start()) {
      service.service().close();
      CompletableFuture<Reply> reply = service.service().control("alive", Map.of());
      ExecutionException failure =
          assertThrows(
              ExecutionException.class, () -> reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertTrue(failure.getCause() instanceof IllegalStateException);
    }
  }

  private static Predicate<Map<String, String>> uuid(String uuid) {
    return context -> uuid.equals(context.get("uuid"));
  }

  private static List<ProcessHandle> newChildren(List<ProcessHandle> before) {
    return ProcessHandle.current()
        .children()
        .filter(child -> !before.contains(child) && child.isAlive())
        .toList();
  }
}
