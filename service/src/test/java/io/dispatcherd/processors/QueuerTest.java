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

  @Test
  void lentTasksStillWaitAndGoBackToTheirPlaceInWhateverOrderTheyComeBack() {
    PendingTask first = add("a");
    PendingTask second = add("b");
    PendingTask third = add("c");
    PendingTask fourth = add("d");
    for (int i = 0; i < 3; i++) {
      queuer.lend();
    }
    assertEquals(List.of(first, second, third, fourth), queuer.waiting());
    assertEquals(1, queuer.ready());

    queuer.giveBack(third);
    queuer.giveBack(first);
    assertEquals(Optional.of(first), queuer.lend());
    assertEquals(List.of(first, second, third, fourth), queuer.waiting());
    queuer.giveBack(second);
    queuer.taken(first);
    assertEquals(Optional.of(second), queuer.poll());
    assertEquals(List.of(third, fourth), queuer.waiting());
  }

  @Test
  void aTaskThatWasTakenAndNotBegunIsNext() {
    PendingTask first = add("a");
    PendingTask second = add("b");
    assertEquals(Optional.of(first), queuer.poll());
    queuer.lend();
    queuer.giveBack(second);
    queuer.giveBack(first);

    assertEquals(List.of(first, second), queuer.waiting());
  }

  @Test
  void lentTasksAreRemovedApartFromTheOthers() {
    PendingTask lent = add("a");
    PendingTask queued = add("a");
    queuer.lend();

    TaskFilter all = TaskFilter.of(Map.of("task", "a"));
    assertEquals(List.of(queued), queuer.remove(all));
    assertEquals(List.of(lent), queuer.removeLent(all));
    assertEquals(0, queuer.size());
  }

  private PendingTask add(String name) {
    PendingTask task = new PendingTask(TaskMessage.named(name), Settlement.NONE, Instant.EPOCH);
    queuer.add(task);
    return task;
  }
}
