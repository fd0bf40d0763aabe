package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PracticeTest {
  @Test
  void aWorkersWholeLifeIsPractisedInOrder() {
    assertEquals(WorkerLoop.Departure.ORDERLY, Practice.life(Practice.WITH_VALUES));
    assertEquals(WorkerLoop.Departure.ORDERLY, Practice.life(Practice.WITH_OBJECTS));
  }

  @Test
  void aRunThatFailsEndsIt() {
    Practice.Exercise wrong =
        new Practice.Exercise(
            "withObjects",
            Practice.WITH_OBJECTS.descriptor(),
            List.of("order"),
            Map.of("order", "no order"),
            1);

    assertEquals(WorkerLoop.Departure.ORPHANED, Practice.life(wrong));
  }

  @Test
  void theExercisesTakeAndReturnWhatTasksDo() {
    assertEquals(
        Map.of("text", "a", "sum", 1.5, "flag", true, "texts", List.of("b")),
        Practice.withValues("a", 1, 0.5, true, List.of("b")));
    Practice.Order order = new Practice.Order(1, LocalDate.EPOCH, List.of(), Map.of());
    assertSame(order, Practice.withObjects(order));
  }
}
