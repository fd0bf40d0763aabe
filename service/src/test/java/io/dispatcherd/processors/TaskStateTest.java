package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaskStateTest {
  /** State, and what may follow: all else is refused. */
  @ParameterizedTest
  @CsvSource({
    "ARRIVED,    DELAYED HELD READY DISCARDED FAILED",
    "DELAYED,    HELD READY CANCELLED DISCARDED RELEASED",
    "HELD,       READY CANCELLED RELEASED",
    "READY,      PREFETCHED RUNNING CANCELLED RELEASED",
    "PREFETCHED, READY WITHDRAWN RUNNING",
    "WITHDRAWN,  STOPPING CANCELLED RELEASED",
    "RUNNING,    READY STOPPING DONE FAILED CANCELLED RELEASED ABANDONED",
    "STOPPING,   DONE TIMED_OUT CANCELLED RELEASED",
    "DONE,       ''",
    "FAILED,     ''",
    "TIMED_OUT,  ''",
    "CANCELLED,  ''",
    "DISCARDED,  ''",
    "RELEASED,   ''",
    "ABANDONED,  ''",
  })
  void statesFollowEachOtherAsTheTableSaysAndNotOtherwise(TaskState state, String followers) {
    Set<TaskState> allowed =
        Arrays.stream(followers.split(" "))
            .filter(name -> !name.isEmpty())
            .map(TaskState::valueOf)
            .collect(Collectors.toSet());
    for (TaskState next : TaskState.values()) {
      PendingTask task = taskThatIs(state);
      if (allowed.contains(next)) {
        task.become(next);
        assertEquals(next, task.state());
      } else {
        assertThrows(IllegalStateException.class, () -> task.become(next), state + " to " + next);
        assertEquals(state, task.state());
      }
    }
  }

  @Test
  void everyStateCanBeReached() {
    assertEquals(EnumSet.allOf(TaskState.class), EnumSet.copyOf(waysToAll().keySet()));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTED")
  void everyOutcomeOfATaskIsAnEnd(Outcome outcome) {
    assertTrue(TaskState.of(outcome).isEnd());
    assertEquals(outcome.name(), TaskState.of(outcome).name());
  }

  @Test
  void aRejectedMessageBecomesNoTask() {
    assertThrows(IllegalArgumentException.class, () -> TaskState.of(Outcome.REJECTED));
  }

  @Test
  void thePageAboutTheArchitectureHasTheTable() throws Exception {
    String page = Files.readString(Path.of("..", "ARCHITECTURE.md"));
    for (TaskState state : TaskState.values()) {
      String next =
          state.nextStates().stream().map(TaskState::name).collect(Collectors.joining(", "));
      String row = state.isEnd() ? "" : "| %s | %s |".formatted(state, next);
      assertTrue(page.contains(row), "ARCHITECTURE.md, States of a task, needs the row " + row);
    }
  }

  private static PendingTask taskThatIs(TaskState state) {
    PendingTask task =
        new PendingTask(TaskMessage.named("any"), Acknowledgeable.NONE, Instant.EPOCH);
    Objects.requireNonNull(waysToAll().get(state)).forEach(task::become);
    return task;
  }

  /** For each state, one way there from the first. */
  private static Map<TaskState, List<TaskState>> waysToAll() {
    Map<TaskState, List<TaskState>> ways = new EnumMap<>(TaskState.class);
    ways.put(TaskState.ARRIVED, List.of());
    Deque<TaskState> toVisit = new ArrayDeque<>(ways.keySet());
    while (!toVisit.isEmpty()) {
      TaskState state = toVisit.pop();
      for (TaskState next : state.nextStates()) {
        if (!ways.containsKey(next)) {
          List<TaskState> way = new ArrayList<>(Objects.requireNonNull(ways.get(state)));
          way.add(next);
          ways.put(next, way);
          toVisit.push(next);
        }
      }
    }
    return ways;
  }
}
