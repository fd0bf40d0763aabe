package io.dispatcherd.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PracticeTest {
  @Test
  void aWorkersWholeLifeIsPractisedInOrder() {
    assertEquals(WorkerLoop.Departure.ORDERLY, Practice.life());
  }

  @Test
  void theExerciseTakesAndReturnsWhatTasksMostlyDo() {
    assertEquals(
        Map.of("text", "a", "sum", 1.5, "flag", true, "texts", List.of("b")),
        Practice.exercise("a", 1, 0.5, true, List.of("b")));
  }
}
