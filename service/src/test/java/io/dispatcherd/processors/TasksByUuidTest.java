package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TasksByUuidTest {
  private static final int UUIDS = 3;

  @Property
  void findsExactlyThoseThatAreThere(
      @ForAll @Size(max = 200) List<@IntRange(max = 1000) Integer> choices) {
    TasksByUuid tasks = new TasksByUuid();
    List<PendingTask> expected = new ArrayList<>();
    for (int choice : choices) {
      if (choice % 3 > 0) {
        PendingTask task = task("u" + choice % UUIDS);
        tasks.add(task);
        expected.add(task);
        tasks.remove(task("u" + choice % UUIDS)); // Not this one.
      } else if (!expected.isEmpty()) {
        tasks.remove(expected.remove(choice % expected.size()));
      }
      for (int i = 0; i < UUIDS; i++) {
        String uuid = "u" + i;
        assertEquals(
            Set.copyOf(
                expected.stream().filter(task -> uuid.equals(task.message().uuid())).toList()),
            Set.copyOf(tasks.find(uuid)));
      }
    }
  }

  private static PendingTask task(String uuid) {
    return new PendingTask(
        TaskMessage.of(Map.of("task", "a", "uuid", uuid)), Acknowledgeable.NONE, Instant.EPOCH);
  }
}
