package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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

    assertEquals(List.of(first, last), queuer.removeAll(TaskFilter.of(Map.of("task", "a"))));
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
      queuer.reserve();
    }
    assertEquals(List.of(first, second, third, fourth), queuer.waiting());
    assertEquals(1, queuer.ready());

    queuer.giveBack(third);
    queuer.giveBack(first);
    assertEquals(Optional.of(first), queuer.reserve());
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
    first.become(TaskState.RUNNING);
    queuer.reserve();
    queuer.giveBack(second);
    queuer.giveBack(first);

    assertEquals(List.of(first, second), queuer.waiting());
  }

  @Test
  void lentTasksAreToldFromTheOthersAndCanBeRemovedToo() {
    PendingTask reserved = add("a");
    PendingTask queued = add("a");
    queuer.reserve();

    assertEquals(List.of(reserved), queuer.removeAll(queuer::isReserved));
    assertEquals(List.of(queued), queuer.removeAll(task -> true));
    assertEquals(0, queuer.size());
    assertEquals(0, queuer.ready());
  }

  @Test
  void aTaskKeepsItsNumberWhileItWaitsAndNumbersBeginAnewWhenNoneDoes() {
    PendingTask first = add("a");
    PendingTask second = add("b");
    assertEquals(0, queuer.numberOf(first));
    queuer.remove(first);
    assertEquals(1, queuer.numberOf(second));
    queuer.remove(second);
    assertEquals(0, queuer.numberOf(add("c")));
  }

  /** The same with lists that are searched; two tasks in three are added, reserved and taken. */
  @Property
  void itDoesWhatListsWould(@ForAll @Size(max = 300) List<@IntRange(max = 1000) Integer> choices) {
    Queuer queuer = new Queuer();
    List<PendingTask> waiting = new ArrayList<>();
    List<PendingTask> reserved = new ArrayList<>();
    List<PendingTask> taken = new ArrayList<>();
    for (int choice : choices) {
      switch (choice % 7) {
        case 0, 1 -> {
          PendingTask task = task("t" + choice);
          queuer.add(task);
          waiting.add(task);
        }
        case 2, 3 -> queuer.reserve().ifPresent(reserved::add);
        case 4 ->
            pick(reserved, choice)
                .ifPresent(
                    task -> {
                      queuer.taken(task);
                      taken.add(task);
                      waiting.remove(task);
                    });
        case 5 -> pick(reserved, choice).ifPresent(queuer::giveBack);
        default ->
            pick(taken, choice)
                .ifPresent(
                    task -> {
                      queuer.giveBack(task);
                      waiting.add(task);
                      waiting.sort(Comparator.comparingLong(each -> each.place));
                    });
      }
      assertEquals(waiting, queuer.waiting());
      assertEquals(waiting.size() - reserved.size(), queuer.ready());
    }
    waiting.removeAll(reserved);
    for (PendingTask next : waiting) {
      assertEquals(Optional.of(next), queuer.poll());
    }
    assertEquals(Optional.empty(), queuer.poll());
  }

  private static Optional<PendingTask> pick(List<PendingTask> from, int choice) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.remove(choice % from.size()));
  }

  private PendingTask add(String name) {
    PendingTask task = task(name);
    queuer.add(task);
    return task;
  }

  private static PendingTask task(String name) {
    return new PendingTask(TaskMessage.named(name), Acknowledgeable.NONE, Instant.EPOCH);
  }
}
