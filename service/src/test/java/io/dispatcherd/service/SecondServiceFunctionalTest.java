package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.TestConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two services that want the same socket. */
@Tag("functional")
class SecondServiceFunctionalTest {
  @Test
  void theSecondOneRefusesToStartAndNothingOfItIsLeft() throws Exception {
    try (RunningService first = RunningService.start()) {
      first.awaitWorkers("ready", 1);
      List<ProcessHandle> children = children();

      BrokerException problem =
          assertThrows(
              BrokerException.class,
              () -> DispatcherService.start(Settings.fromMap(first.config())));

      assertTrue(
          String.valueOf(problem.getMessage()).contains(first.socket().toString()),
          problem::getMessage);
      assertEquals(children, children());
      assertEquals(1, threads("event-loop"));
      assertEquals(0, threads("shutdown"));
      try (Dispatcherd client = Dispatcherd.fromMap(first.config())) {
        List<Reply> replies = client.control().ask("alive");
        assertEquals(List.of(TestConfig.NODE_ID), replies.stream().map(Reply::nodeId).toList());
      }
    }
  }

  @Test
  void tasksAndCommandsTravelOverTheSocket() throws Exception {
    try (RunningService service = RunningService.start()) {
      Map<String, Object> overTheSocket = new LinkedHashMap<>(service.config());
      overTheSocket.put("publish", Map.of("default_broker", "socket"));
      try (Dispatcherd client = Dispatcherd.fromMap(overTheSocket)) {
        client.submit(ProbeTasks::say, service.probe().port(), "over the socket");
        service.probe().await("over the socket");
        service.awaitCount("finished_count", 1);
        Reply main = client.control().ask("main").getFirst();
        assertEquals(2, main.get("received_count"), "the command that asks included");
        assertEquals(1, main.get("control_count"));
      }
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .count();
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).sorted().toList();
  }
}
