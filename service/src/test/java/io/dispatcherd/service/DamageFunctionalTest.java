package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.service.fixtures.RunningService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a task, a worker or a message can break, and what it must not reach. */
@Tag("functional")
class DamageFunctionalTest {
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
        RunningService.builder().process(Map.of("jvm_args", List.of("-Xmx48m"))).start()) {
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
      service.publish(
          "{\"task\": \"io.dispatcherd.service.fixtures.Probe.say\", \"args\": [1, \"x\"]}");
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
