package io.dispatcherd.processors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Submissions and finishes recorded from the public implementation, step by step.
 *
 * <p>That implementation decides a second time about a queued {@code queue_one} task when a worker
 * becomes free: if a duplicate is held by then, it drops the task that it had accepted, and the
 * held one stays held although none runs. The contract says that the decision is made once, on
 * arrival. So each recording is followed up to the first such step, and there the accepted task
 * runs.
 */
class DuplicateVectorsTest {
  /** By number of the case: where the recorded service first decides again, and which it drops. */
  private static final Map<Integer, SecondDecision> SECOND_DECISIONS =
      Map.of(
          3, new SecondDecision(24, "t10"),
          4, new SecondDecision(18, "t6"),
          8, new SecondDecision(27, "t4"),
          13, new SecondDecision(5, "t3"),
          21, new SecondDecision(16, "t7"),
          22, new SecondDecision(39, "t21"),
          23, new SecondDecision(25, "t3"));

  private record SecondDecision(int step, String dropped) {}

  @TestFactory
  Stream<DynamicTest> theStateAfterEachStepIsTheRecordedOne() throws IOException {
    List<Map<String, ?>> cases = read();
    return IntStream.range(0, cases.size())
        .mapToObj(number -> DynamicTest.dynamicTest("case " + number, () -> replay(cases, number)));
  }

  private static void replay(List<Map<String, ?>> cases, int number) {
    SimulatedService service = new SimulatedService((Integer) get(cases.get(number), "workers"));
    List<Map<String, ?>> steps = list(get(cases.get(number), "steps"));
    SecondDecision second = SECOND_DECISIONS.get(number);
    for (int i = 0; i < steps.size(); i++) {
      apply(steps.get(i), service);
      Object recorded = get(steps.get(i), "after");
      if (second != null && second.step() == i) {
        assertNotEquals(recorded, stateOf(service), "no second decision at step " + i);
        assertTrue(uuids(service.onWorkers).contains(second.dropped()));
        return;
      }
      assertEquals(recorded, stateOf(service), "after step " + i);
    }
  }

  private static void apply(Map<String, ?> step, SimulatedService service) {
    if (get(step, "op").equals("submit")) {
      service.submit(TaskMessage.fromJson(Json.write(get(step, "message"))));
      return;
    }
    Object uuid = get(step, "uuid");
    service.finish(
        service.onWorkers.stream()
            .filter(task -> uuid.equals(task.message().uuid()))
            .findFirst()
            .orElseThrow());
  }

  private static List<Map<String, ?>> read() throws IOException {
    try (InputStream file =
        DuplicateVectorsTest.class.getResourceAsStream("/vectors/duplicates.json")) {
      return list(Json.parse(new String(Objects.requireNonNull(file).readAllBytes(), UTF_8)));
    }
  }

  private static Map<String, Object> stateOf(SimulatedService service) {
    return Map.of(
        "running", uuids(service.onWorkers).stream().sorted().toList(),
        "queued", uuids(service.queuer.waiting()),
        "blocked", uuids(service.blocker.waiting()),
        "discarded", service.discarded);
  }

  private static List<String> uuids(Collection<PendingTask> tasks) {
    return tasks.stream().map(task -> Objects.requireNonNull(task.message().uuid())).toList();
  }

  private static Object get(Map<String, ?> map, String key) {
    Object value = map.get(key);
    assertNotNull(value, key);
    return value;
  }

  @SuppressWarnings("unchecked") // the vectors are lists of objects
  private static List<Map<String, ?>> list(@Nullable Object value) {
    return (List<Map<String, ?>>) Objects.requireNonNull(value);
  }
}
