package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The service as a whole: real PostgreSQL, real workers, of both kinds. */
@Tag("functional")
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
        assertNotEquals(ProcessHandle.current().pid(), service.pidOfAWorker());
      }
    }

    @Test
    void aBareTaskNameIsTaken() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.publish(ProbeTasks.PREFIX + "noop");
        service.awaitCount("finished_count", 1);
      }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedTaskIsFinishedAndFailed(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start()) {
        service.run(Map.of(), "fail", List.of());
        service.awaitCount("failed_count", 1);
        assertEquals(1, service.count("finished_count"));
      }
    }

    @ParameterizedTest
    @EnumSource
    void runningShowsTheWholeMessageAndWhereItIs(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start(Map.of("max_workers", 1))) {
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

    @ParameterizedTest
    @EnumSource
    void eightTasksAtOnceHaveEightWorkers(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start(Map.of("max_workers", 8))) {
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

    @ParameterizedTest
    @EnumSource
    void aChunkedMessageRunsOnce(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start()) {
        String json =
            io.dispatcherd.messages.Json.write(
                Map.of(
                    "task",
                    ProbeTasks.PREFIX + "say",
                    "args",
                    List.of(service.probe().port(), "é漢😀".repeat(5000))));
        io.dispatcherd.messages.chunks.ChunkSplitter.split(json, 7999).forEach(service::publish);
        assertEquals("é漢😀".repeat(5000), service.probe().next());
        service.awaitCount("finished_count", 1);
        assertEquals(1, service.count("received_count"));
      }
    }

    @ParameterizedTest
    @EnumSource
    void serialTasksNeverRunTogether(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start()) {
        for (int i = 0; i < 3; i++) {
          service.probe(Map.of("on_duplicate", "serial"), "serialGate", "one at a time");
        }
        for (int i = 0; i < 3; i++) {
          service.probe().await("one at a time");
          service.awaitCount("blocked", 2 - i); // They may have come after the first began.
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
    @ParameterizedTest
    @EnumSource
    void runningTasksMayFinishAndNoWorkerIsLeft(WorkerKind workers) throws Exception {
      RunningService service = workers.start();
      try (service) {
        service.probe("gate", "a");
        service.probe().await("a");
        long pid = service.pidOfAWorker();
        service.service().stop();
        service.probe().release("a");
        service.probe().await("after a");
        service.service().awaitStop();
        assertEquals(workers == WorkerKind.THREAD, ProcessHandle.of(pid).isPresent());
      }
    }

    @ParameterizedTest
    @EnumSource
    void stoppingTwiceAndDuringStartUpIsClean(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start(Map.of("min_workers", 2))) {
        service.service().stop();
        service.service().stop();
        service.service().close();
        service.service().close();
      }
    }

    @ParameterizedTest
    @EnumSource
    void whatStillRunsAfterShutdownWaitIsCancelled(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start(Map.of("shutdown_wait", 0.2))) {
        service.probe("sleepUntilInterrupted", "a");
        service.probe().await("a");
        service.service().stop();
        service.probe().await("interrupted a cancelled=true");
        service.service().awaitStop();
      }
    }

    @ParameterizedTest
    @EnumSource
    void stoppingNowWaitsForNothing(WorkerKind workers) throws Exception {
      try (RunningService service = workers.start(Map.of("shutdown_wait", 3600))) {
        service.probe("ignoreInterrupts", "a");
        service.probe().await("a");
        service.service().stop();
        service.service().stopNow();
        service.service().awaitStop();
      }
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
