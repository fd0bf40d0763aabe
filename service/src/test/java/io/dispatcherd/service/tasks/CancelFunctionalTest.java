package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancel and time-outs, on workers of both kinds. */
@Tag("functional")
class CancelFunctionalTest {
  @ParameterizedTest
  @EnumSource
  void cancelInterruptsTheRunningTask(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start()) {
      service.probe(Map.of("uuid", "u1"), "sleepUntilInterrupted", "a");
      service.probe().await("a");
      Reply reply = service.control("cancel", Map.of("uuid", "u1"));
      assertEquals(Set.of("worker-0", "node_id"), reply.body().keySet());
      service.probe().await("interrupted a cancelled=true");
      service.awaitCount("canceled_count", 1);
      assertEquals(1, service.workers("ready").size(), "the worker lives on");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskWhoseTimeIsUpIsInterrupted(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start()) {
      service.probe(Map.of("timeout", 0.3), "sleepUntilInterrupted", "a");
      service.probe().await("interrupted a cancelled=true");
      service.awaitCount("canceled_count", 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatSwallowsTheInterruptIsEndedByCancelWait(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start(Map.of("cancel_wait", 0.3))) {
      service.probe(Map.of("uuid", "u1"), "ignoreInterrupts", "a");
      service.probe().await("a");
      service.control("cancel", Map.of("uuid", "u1"));
      service.probe().await("swallowed a");
      service.awaitCount("canceled_count", 1);
      service.probe("say", "the place is filled");
      service.probe().await("the place is filled");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelWithAFilterThatMatchesManyWaitingTasksCancelsAllOfThem(WorkerKind workers)
      throws Exception {
    try (RunningService service = workers.start(Map.of("max_workers", 1))) {
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

  @ParameterizedTest
  @EnumSource
  void cancelWithoutAFilterIsRefusedUnlessAllIsSaid(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start()) {
      service.probe("sleepUntilInterrupted", "a");
      service.probe().await("a");
      assertTrue(service.control("cancel").isError());
      assertFalse(service.control("cancel", Map.of("all", true)).isError());
      service.probe().await("interrupted a cancelled=true");
    }
  }
}
