package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tasks that talk to the service that they run in. */
class ContextFunctionalTest {
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
