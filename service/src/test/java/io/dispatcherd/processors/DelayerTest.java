package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DelayerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Delayer<PendingTask> delayer = new Delayer<>();

  @Test
  void aTaskIsDueAtItsDeadlineAndNotBefore() {
    PendingTask task = task("a");
    delayer.add(task, START.plusSeconds(5));

    assertEquals(Optional.of(START.plusSeconds(5)), delayer.nextDeadline());
    assertEquals(List.of(), delayer.due(START.plusSeconds(5).minusNanos(1)));
    assertEquals(List.of(task), delayer.due(START.plusSeconds(5)));
    assertEquals(List.of(), delayer.due(START.plusSeconds(99)));
    assertEquals(Optional.empty(), delayer.nextDeadline());
  }

  @Test
  void cancelledDelayedTaskNeverFires() {
    PendingTask cancelled = task("a");
    PendingTask kept = task("b");
    delayer.add(cancelled, START);
    delayer.add(kept, START);

    assertEquals(List.of(cancelled), delayer.removeAll(TaskFilter.of(Map.of("task", "a"))));

    assertEquals(List.of(kept), delayer.waiting());
    assertEquals(List.of(kept), delayer.due(START.plusSeconds(1000)));
  }

  @Test
  void aFilterThatMatchesManyDelayedTasksCancelsThemAll() {
    IntStream.range(0, 100).forEach(i -> delayer.add(task("a"), START.plusSeconds(i % 7)));

    assertEquals(100, delayer.removeAll(TaskFilter.of(Map.of("task", "a"))).size());
    assertEquals(0, delayer.size());
  }

  @Test
  void aTaskKeepsItsNumberWhileItWaitsAndNumbersBeginAnewWhenNoneDoes() {
    PendingTask late = task("late");
    PendingTask soon = task("soon");
    delayer.add(late, START.plusSeconds(9));
    delayer.add(soon, START);
    assertEquals(List.of(soon, late), delayer.waiting());
    assertEquals(0, delayer.numberOf(late));
    assertEquals(1, delayer.numberOf(soon));

    delayer.remove(late);
    assertEquals(1, delayer.numberOf(soon));
    delayer.due(START);
    delayer.add(late, START);
    assertEquals(0, delayer.numberOf(late));
  }

  @Property
  void dueTasksComeInOrderOfDeadlineThenOfArrival(
      @ForAll List<@IntRange(max = 20) Integer> seconds, @ForAll @IntRange(max = 20) int now) {
    Delayer<Integer> numbers = new Delayer<>();
    for (int i = 0; i < seconds.size(); i++) {
      numbers.add(i, START.plusSeconds(seconds.get(i)));
    }
    List<Integer> expected = new ArrayList<>();
    for (int second = 0; second <= now; second++) {
      for (int i = 0; i < seconds.size(); i++) {
        if (seconds.get(i) == second) {
          expected.add(i);
        }
      }
    }

    assertEquals(expected, numbers.due(START.plusSeconds(now)));
    assertEquals(seconds.size() - expected.size(), numbers.size());
  }

  private static PendingTask task(String name) {
    return new PendingTask(TaskMessage.named(name), Acknowledgeable.NONE, Instant.EPOCH);
  }
}
