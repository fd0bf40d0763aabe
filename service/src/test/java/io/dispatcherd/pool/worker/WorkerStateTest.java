package io.dispatcherd.pool.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerStateTest {
  /**
   * The table of spec and documentation: state, counts for capacity, gets tasks, what may follow.
   */
  @ParameterizedTest
  @CsvSource({
    "INITIALIZED, true,  false, SPAWNED STOPPING ERROR",
    "SPAWNED,     true,  false, STARTING STOPPING EXITED ERROR",
    "STARTING,    true,  false, READY STOPPING EXITED ERROR",
    "READY,       true,  true,  STOPPING EXITED ERROR",
    "STOPPING,    false, false, EXITED RETIRED ERROR",
    "EXITED,      false, false, RETIRED ERROR",
    "RETIRED,     false, false, ''",
    "ERROR,       false, false, ''",
  })
  void statesAnswerAndFollowEachOtherAsTheTableSays(
      WorkerState state, boolean capacity, boolean tasks, String followers) {
    assertEquals(capacity, state.countsForCapacity());
    assertEquals(tasks, state.takesTasks());
    Set<WorkerState> allowed =
        Arrays.stream(followers.split(" "))
            .filter(name -> !name.isEmpty())
            .map(WorkerState::valueOf)
            .collect(Collectors.toSet());
    for (WorkerState next : WorkerState.values()) {
      assertEquals(allowed.contains(next), state.canBecome(next), state + " to " + next);
    }
  }

  @Test
  void everyStateCanBeReached() {
    Set<WorkerState> reached = EnumSet.of(WorkerState.INITIALIZED);
    Deque<WorkerState> toVisit = new ArrayDeque<>(reached);
    while (!toVisit.isEmpty()) {
      WorkerState state = toVisit.pop();
      for (WorkerState next : WorkerState.values()) {
        if (state.canBecome(next) && reached.add(next)) {
          toVisit.push(next);
        }
      }
    }
    assertEquals(EnumSet.allOf(WorkerState.class), reached);
  }

  @Test
  void theGateRefusesWhatTheTableDoesNotHave() {
    WorkerStatus status = new WorkerStatus();
    for (WorkerState next : List.of(WorkerState.READY, WorkerState.RETIRED)) {
      assertThrows(IllegalStateException.class, () -> status.become(next));
    }
    assertEquals(WorkerState.INITIALIZED, status.state());
    status.become(WorkerState.SPAWNED);
    assertFalse(status.state().isGone());
    assertTrue(status.state().isStartingUp());
  }
}
