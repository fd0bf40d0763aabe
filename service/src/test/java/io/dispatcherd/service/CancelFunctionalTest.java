package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.publish.Reply;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cancel and time-outs, on real worker processes. */
class CancelFunctionalTest {
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
