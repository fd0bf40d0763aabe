package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
  class CancelAndTimeOut {
    @Test
    void cancelInterruptsTheRunningTask() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe(Map.of("uuid", "u1"), "sleepUntilInterrupted", "a");
        service.probe().await("a");
        Reply reply = service.control("cancel", Map.of("uuid", "u1"));
        assertEquals(Set.of("worker-0", "node_id"), reply.body().keySet());
        service.probe().await("interrupted a cancelled=true");
        service.awaitCount("canceled_count", 1);
        assertEquals(1, service.workers("ready").size(), "the worker lives on");
      }
    }

    @Test
    void aTaskWhoseTimeIsUpIsInterrupted() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe(Map.of("timeout", 0.3), "sleepUntilInterrupted", "a");
        service.probe().await("interrupted a cancelled=true");
        service.awaitCount("canceled_count", 1);
      }
    }

    @Test
    void aTaskThatSwallowsTheInterruptIsEndedByCancelWait() throws Exception {
      try (RunningService service = RunningService.with(Map.of("cancel_wait", 0.3))) {
        service.probe(Map.of("uuid", "u1"), "ignoreInterrupts", "a");
        service.probe().await("a");
        service.control("cancel", Map.of("uuid", "u1"));
        service.probe().await("swallowed a");
        service.awaitCount("canceled_count", 1);
        service.probe("say", "the place is filled");
        service.probe().await("the place is filled");
      }
    }

    @Test
    void cancelWithAFilterThatMatchesManyWaitingTasksCancelsAllOfThem() throws Exception {
      try (RunningService service = RunningService.with(Map.of("max_workers", 1))) {
        service.probe("gate", "blocker");
        service.probe().await("blocker");
        for (int i = 0; i < 5; i++) {
          service.probe(Map.of("on_duplicate", "serial"), "say", "never");
          service.probe(Map.of("delay", 300), "say", "never, too");
        }
        service.awaitCount("received_count", 11);
        Reply reply = service.control("cancel", Map.of("task", ProbeTasks.PREFIX + "say"));
        assertEquals(10 + 1, reply.body().size());
        assertEquals(
            0, service.count("queued") + service.count("blocked") + service.count("delayed"));
        service.probe().release("blocker");
        service.awaitCount("finished_count", 1);
        assertFalse(service.probe().all().contains("never"));
      }
    }

    @Test
    void cancelWithoutAFilterIsRefusedUnlessAllIsSaid() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe("sleepUntilInterrupted", "a");
        service.probe().await("a");
        assertTrue(service.control("cancel").isError());
        assertFalse(service.control("cancel", Map.of("all", true)).isError());
        service.probe().await("interrupted a cancelled=true");
      }
    }
  }

  @Nested
  class Damage {
    @Test
    void killingAWorkerInTheMiddleOfATaskIsNoticedCountedAndMadeUpFor() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe(Map.of("on_duplicate", "serial"), "serialGate", "a");
        service.probe().await("a");
        service.probe(Map.of("on_duplicate", "serial"), "serialGate", "a");
        long pid = service.pidOfAWorker();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        service.probe().await("a"); // what the dead worker blocked is released
        assertEquals(1, service.count("canceled_count"));
        service.probe().release("a"); // the dead worker's own
        service.probe().release("a");
        service.awaitCount("finished_count", 1);
      }
    }

    @Test
    void aTaskThatEndsTheJvmHarmsOnlyItself() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe("gate", "neighbour");
        service.probe().await("neighbour");
        service.run(Map.of(), "exitJvm", List.of(3));
        service.awaitCount("canceled_count", 1);
        service.probe().release("neighbour");
        service.probe().await("after neighbour");
        service.awaitCount("finished_count", 1);
      }
    }

    @Test
    void aTaskThatExhaustsMemoryHarmsOnlyItself() throws Exception {
      try (RunningService service =
          RunningService.with(Map.of(), Map.of("jvm_args", List.of("-Xmx48m")), Map.of())) {
        service.run(Map.of(), "exhaustMemory", List.of());
        service.awaitCount("canceled_count", 1);
        service.probe("say", "still here");
        service.probe().await("still here");
      }
    }

    @Test
    void aMalformedMessageDisturbsNothingButItself() throws Exception {
      List<String> malformed =
          List.of(
              "{\"task\": \"x\", \"timeout\": \"1\"}",
              "{\"task\": \"x\", \"delay\": \"5\"}",
              "{\"task\": \"x\", \"args\": {}}",
              "{\"task\": \"x\", \"callbacks\": 5}",
              "{\"task\": \"x\", \"timeout\": NaN}",
              "{\"task\": \"x\", \"timeout\": -1}",
              "{\"task\": \"x\", \"timeout\": 1e400}",
              "{\"task\": 5}",
              "{}",
              "[1, 2]",
              "{\"task\": \"x\"",
              "[".repeat(3000),
              "{\"__dispatcherd_chunk__\": \"v9\"}");
      try (RunningService service = RunningService.start()) {
        malformed.forEach(service::publish);
        service.publish("{\"control\": \"io\"}");
        service.probe("say", "unharmed");
        service.probe().await("unharmed");
        service.awaitCount("finished_count", 1);
        assertEquals(malformed.size(), service.count("refused_count"));
      }
    }

    @Test
    void onlyDeclaredTasksRun() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.publish("{\"task\": \"java.lang.System.exit\", \"args\": [1]}");
        service.publish("{\"task\": \"io.dispatcherd.service.Probe.say\", \"args\": [1, \"x\"]}");
        service.awaitCount("refused_count", 2);
        assertEquals(0, service.count("finished_count"));
      }
    }

    @Test
    void aBurstOfTasksTogetherWithControlMessagesIsReceivedWhole() throws Exception {
      try (RunningService service = RunningService.start()) {
        for (int i = 0; i < 50; i++) {
          service.probe("noop");
          service.publish(
              "{\"control\": \"alive\", \"reply_to\": \"reply_" + service.channel() + "\"}");
          service.run(Map.of(), "noop", List.of());
        }
        // Those with an argument too many fail, and are finished all the same.
        service.awaitCount("finished_count", 100);
        assertEquals(50, service.count("failed_count"));
      }
    }
  }

  @Nested
  class Context {
    @Test
    void aTaskAsksItsOwnServiceAndSubmitsToIt() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe("ask", "main");
        assertTrue(service.probe().next().contains("received_count"));
        service.probe("follow", "followed");
        service.probe().await("followed");
        service.awaitCount("finished_count", 3);
      }
    }

    @Test
    void aWorkerToldToStopWhileItsTaskIsInAControlCallGetsTheAnswerThenStops() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.probe("gateThenAsk", "a");
        service.probe().await("a");
        service.service().stop();
        service.probe().release("a");
        service.probe().await("answered by node-under-test");
        service.service().awaitStop();
      }
    }

    @Test
    void aTaskThatLeavesIsFollowedByANewWorker() throws Exception {
      try (RunningService service = RunningService.start()) {
        service.run(Map.of(), "leave", List.of());
        service.awaitCount("retirement_count", 1);
        assertEquals(1, service.count("finished_count"));
        service.probe("say", "next");
        service.probe().await("next");
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
