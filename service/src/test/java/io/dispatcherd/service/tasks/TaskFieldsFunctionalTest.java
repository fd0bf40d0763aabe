package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.Json;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the fields of a message do in a running service, as any language's publisher sends them. */
@Tag("functional")
class TaskFieldsFunctionalTest {
  private RunningService service;

  @BeforeEach
  void start() {
    service = WorkerKind.THREAD.start(Map.of("max_workers", 3));
  }

  @AfterEach
  void stop() throws Exception {
    service.close();
  }

  @Test
  void nothingAndZeroMeanThatThereIsNone() throws Exception {
    service.probe(Map.of("timeout", 0, "delay", 0.0), "say", "zero");
    service.probe().await("zero");
    Map<String, Object> message = new HashMap<>();
    for (String field :
        List.of(
            "kwargs",
            "timeout",
            "delay",
            "on_duplicate",
            "bind",
            "callbacks",
            "errbacks",
            "time_pub",
            "guid",
            "uuid")) {
      message.put(field, null);
    }
    message.put("task", ProbeTasks.PREFIX + "say");
    message.put("args", List.of(service.probe().port(), "null"));
    service.publish(Json.write(message));
    service.probe().await("null");
    service.awaitCount("finished_count", 2);
    assertEquals(0, service.count("failed_count") + service.count("refused_count"));
  }

  @Test
  void argumentsGoByPositionAndByNameAndBindChangesNothingThatIsDeclared() throws Exception {
    service.publish(
        Json.write(
            Map.of(
                "task",
                ProbeTasks.PREFIX + "say",
                "args",
                List.of(service.probe().port()),
                "kwargs",
                Map.of("word", "by name"),
                "bind",
                true)));
    service.probe().await("by name");
    service.probe(Map.of("bind", false, "uuid", "u-bound"), "tellUuid", "the uuid");
    service.probe().await("the uuid of u-bound");
  }

  @Test
  void anUnknownRuleForDuplicatesIsTakenAsParallel() throws Exception {
    for (int i = 0; i < 2; i++) {
      service.probe(Map.of("on_duplicate", "sometimes"), "gate", "a");
    }
    service.probe().await("a");
    service.probe().await("a");
    service.probe().release("a");
    service.probe().release("a");
    service.awaitCount("finished_count", 2);
  }

  @Test
  void aDelayedTaskMeetsTheRulesForDuplicatesWhenItsDelayEnds() throws Exception {
    service.probe(Map.of("on_duplicate", "discard", "delay", 1.5), "gate", "a");
    service.awaitCount("delayed", 1);
    service.probe(Map.of("on_duplicate", "discard"), "gate", "a");
    service.probe().await("a"); // While the other was delayed it was no duplicate.
    service.awaitCount("discarded_count", 1);
    service.probe().release("a");
    service.awaitCount("finished_count", 1);
  }

  @Test
  void aFilterFindsTasksByWhateverIsGiven() throws Exception {
    service.probe(Map.of("uuid", "u-1"), "gate", "a");
    service.probe().await("a");
    service.probe(Map.of("uuid", "u-2", "delay", 300, "kwargs", Map.of("word", "b")), "say");
    service.awaitCount("delayed", 1);
    int port = service.probe().port();

    assertEquals(Set.of("u-1", "u-2"), found(Map.of()));
    assertEquals(Set.of("u-1"), found(Map.of("task", ProbeTasks.PREFIX + "gate")));
    assertEquals(Set.of("u-2"), found(Map.of("uuid", "u-2")));
    assertEquals(Set.of("u-1"), found(Map.of("args", List.of(port, "a"))));
    assertEquals(Set.of("u-2"), found(Map.of("kwargs", Map.of("word", "b"))));
    assertEquals(Set.of(), found(Map.of("uuid", "u-2", "kwargs", Map.of())));

    service.control("cancel", Map.of("kwargs", Map.of("word", "b"), "args", List.of(port)));
    assertEquals(Set.of("u-1"), found(Map.of()));
    service.probe().release("a");
    service.awaitCount("finished_count", 1);
  }

  private Set<Object> found(Map<String, Object> filter) {
    Set<Object> uuids = new HashSet<>();
    service
        .control("running", filter)
        .body()
        .forEach(
            (name, task) -> {
              if (task instanceof Map<?, ?> message) {
                uuids.add(String.valueOf(message.get("uuid")));
              }
            });
    return uuids;
  }
}
