package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.Settlement;
import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuerTest {
  private final Queuer queuer = new Queuer();

  @Test
  void tasksLeaveInTheOrderOfTheirArrival() {
    PendingTask first = add("a");
    PendingTask second = add("a");

    assertEquals(Optional.of(first), queuer.poll());
    assertEquals(Optional.of(second), queuer.poll());
    assertEquals(Optional.empty(), queuer.poll());
  }

  @Test
  void aFilterThatMatchesManyQueuedTasksRemovesThemAll() {
    PendingTask first = add("a");
    PendingTask kept = add("b");
    PendingTask last = add("a");

    assertEquals(List.of(first, last), queuer.remove(TaskFilter.of(Map.of("task", "a"))));
    assertEquals(List.of(kept), queuer.waiting());
    assertEquals(1, queuer.size());
  }

  private PendingTask add(String name) {
    PendingTask task = new PendingTask(TaskMessage.named(name), Settlement.NONE, Instant.EPOCH);
    queuer.add(task);
    return task;
  }
}
