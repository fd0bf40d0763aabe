package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The service as a whole: real PostgreSQL, real worker processes. */
class ServiceFunctionalTest {
  @Nested
  class Running {
    @Test
    void aTaskPublishedWithPgNotifyRunsInAWorkerProcessAndIsCounted() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe("say", "hello");
        service.probe().await("hello");
        service.awaitCount("finished_count", 1);
        assertEquals(1, service.count("received_count"));
      }
    }

    @Test
    void aBareTaskNameIsTaken() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.publish(ProbeTasks.PREFIX + "noop");
        service.awaitCount("finished_count", 1);
      }
    }

    @Test
    void aFailedTaskIsFinishedAndFailed() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.run(Map.of(), "fail", List.of());
        service.awaitCount("failed_count", 1);
        assertEquals(1, service.count("finished_count"));
      }
    }

    @Test
    void runningShowsTheWholeMessageAndWhereItIs() throws Exception {
      try (RunningService service = RunningService.with(Map.of("max_workers", 1))) {
        service.probe(Map.of("uuid", "u-run", "hello", Map.of("any", 1)), "gate", "a");
        service.probe().await("a");
        service.probe(Map.of("uuid", "u-queued"), "gate", "b");
        service.probe(Map.of("uuid", "u-blocked", "on_duplicate", "serial"), "gate", "a");
        service.probe(Map.of("uuid", "u-delayed", "delay", 300), "say", "c");
        service.awaitCount("received_count", 4);

        Reply reply = service.control("running");

        assertEquals(
            Set.of("worker-0", "queued-0", "blocked-0", "delayed-0", "node_id"),
            reply.body().keySet());
        Map<?, ?> running = RunningService.object(reply.get("worker-0"));
        assertEquals("u-run", running.get("uuid"));
        assertEquals(Map.of("any", 1), running.get("hello"), "unknown keys are kept");
        assertEquals(service.channel(), running.get("channel"));
        assertEquals(
            Set.of("queued-0", "node_id"),
            service.control("running", Map.of("uuid", "u-queued")).body().keySet());
      }
    }

    @Test
    void eightTasksAtOnceHaveEightWorkers() throws Exception {
      try (RunningService service = RunningService.with(Map.of("max_workers", 8))) {
        for (int i = 0; i < 8; i++) {
          service.probe("gate", "task-" + i);
        }
        Set<String> heard = new TreeSet<>();
        while (heard.size() < 8) {
          heard.add(service.probe().next());
        }
        assertEquals(8, service.workers("ready").size());
      }
    }

    @Test
    void aChunkedMessageRunsOnce() throws Exception {
      try (RunningService service = RunningService.start()) {
        String json =
            io.dispatcherd.messages.Json.write(
                Map.of(
                    "task",
                    ProbeTasks.PREFIX + "say",
                    "args",
                    List.of(service.probe().port(), "é漢😀".repeat(5000))));
        io.dispatcherd.messages.ChunkSplitter.split(json, 7999).forEach(service::publish);
        assertEquals("é漢😀".repeat(5000), service.probe().next());
        service.awaitCount("finished_count", 1);
        assertEquals(1, service.count("received_count"));
      }
    }

    @Test
    void serialTasksNeverRunTogether() throws Exception {
      try (RunningService service = RunningService.start()) {
        for (int i = 0; i < 3; i++) {
          service.probe(Map.of("on_duplicate", "serial"), "serialGate", "one at a time");
        }
        for (int i = 0; i < 3; i++) {
          service.probe().await("one at a time");
          assertEquals(2 - i, service.count("blocked"));
          service.probe().release("one at a time");
        }
        service.awaitCount("finished_count", 3);
      }
    }

    @Test
    void aDelayedTaskRunsWhenItsDelayEnds() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe(Map.of("delay", 0.3), "say", "later");
        service.probe("say", "now");
        service.probe().await("now");
        service.probe().await("later");
      }
    }
  }

  @Nested
  class Stopping {
    @Test
    void runningTasksMayFinishAndNoWorkerIsLeft() throws Exception {
      RunningService service = RunningService.start();
      try (service) {
        service.probe("gate", "a");
        service.probe().await("a");
        long pid = service.pidOfAWorker();
        service.service().stop();
        service.probe().release("a");
        service.probe().await("after a");
        service.service().awaitStop();
        assertTrue(ProcessHandle.of(pid).isEmpty());
      }
    }

    @Test
    void stoppingTwiceAndDuringStartUpIsClean() throws Exception {
      try (RunningService service = RunningService.with(Map.of("min_workers", 2))) {
        service.service().stop();
        service.service().stop();
        service.service().close();
        service.service().close();
      }
    }

    @Test
    void whatStillRunsAfterShutdownWaitIsCancelled() throws Exception {
      try (RunningService service = RunningService.with(Map.of("shutdown_wait", 0.2))) {
        service.probe("sleepUntilInterrupted", "a");
        service.probe().await("a");
        service.service().stop();
        service.probe().await("interrupted a cancelled=true");
        service.service().awaitStop();
      }
    }

    @Test
    void stoppingNowWaitsForNothing() throws Exception {
      try (RunningService service = RunningService.with(Map.of("shutdown_wait", 3600))) {
        service.probe("ignoreInterrupts", "a");
        service.probe().await("a");
        service.service().stop();
        service.service().stopNow();
        service.service().awaitStop();
      }
    }
  }

  @Nested
  class Threads {
    private final Map<String, Object> threadManager =
        Map.of(
            "service",
            Map.of(
                "process_manager_cls",
                "ThreadManager",
                "pool_kwargs",
                Map.of("max_workers", 2, "cancel_wait", 0.2),
                "main_kwargs",
                Map.of("node_id", "node-under-test")));

    @Test
    void workersThatAreThreadsRunTasksAndAreCancelled() throws Exception {
      try (RunningService service = RunningService.with(Map.of(), Map.of(), threadManager)) {
        service.probe("say", "from a thread");
        service.probe().await("from a thread");
        service.probe(Map.of("uuid", "u1"), "sleepUntilInterrupted", "a");
        service.probe().await("a");
        service.control("cancel", Map.of("uuid", "u1"));
        service.probe().await("interrupted a cancelled=true");
        service.awaitCount("canceled_count", 1);
      }
    }

    @Test
    void aThreadThatIgnoresItsInterruptIsWrittenOffAndReplaced() throws Exception {
      try (RunningService service = RunningService.with(Map.of(), Map.of(), threadManager)) {
        service.probe(Map.of("uuid", "u1"), "ignoreInterrupts", "a");
        service.probe().await("a");
        service.control("cancel", Map.of("uuid", "u1"));
        service.awaitWorkers("error", 1);
        service.probe("say", "replaced");
        service.probe().await("replaced");
      }
    }
  }

  @Test
  void surplusWorkersGo() throws Exception {
    try (RunningService service =
        RunningService.with(
            Map.of("max_workers", 3, "scaledown_wait", 0.2, "scaledown_interval", 0.1))) {
      for (int i = 0; i < 3; i++) {
        service.probe("gate", "t" + i);
      }
      for (int i = 0; i < 3; i++) {
        service.probe().release("t" + i);
      }
      service.awaitCount("finished_count", 3);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> service.count("worker_ct"), capacity -> capacity == 1);
      service.awaitCount("retirement_count", 2);
    }
  }

  @Test
  void controlAnswersEvenWhenAskedByManyAtOnce() throws Exception {
    try (RunningService service = RunningService.start()) {
      var answers =
          java.util.stream.IntStream.range(0, 200)
              .mapToObj(i -> service.service().control("alive", Map.of()))
              .toList();
      for (var answer : answers) {
        assertEquals("node-under-test", answer.get(20, TimeUnit.SECONDS).nodeId());
      }
    }
  }
}
