package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks that talk to the service that they run in, on workers of both kinds. */
@Tag("functional")
class ContextFunctionalTest {
  @ParameterizedTest
  @EnumSource
  void aTaskAsksItsOwnServiceAndSubmitsToIt(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start()) {
      service.probe("ask", "main");
      assertTrue(service.probe().next().contains("received_count"));
      service.probe("follow", "followed");
      service.probe().await("followed");
      service.awaitCount("finished_count", 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerToldToStopWhileItsTaskIsInAControlCallGetsTheAnswerThenStops(WorkerKind workers)
      throws Exception {
    try (RunningService service = workers.start()) {
      service.probe("gateThenAsk", "a");
      service.probe().await("a");
      service.service().stop();
      service.probe().release("a");
      service.probe().await("answered by node-under-test");
      service.service().awaitStop();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatLeavesIsFollowedByANewWorker(WorkerKind workers) throws Exception {
    try (RunningService service = workers.start()) {
      service.run(Map.of(), "leave", List.of());
      service.awaitCount("retirement_count", 1);
      assertEquals(1, service.count("finished_count"));
      service.probe("say", "next");
      service.probe().await("next");
    }
  }
}
