package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void aWorkersWholeLifeIsRunInOrder() {
    assertEquals(WorkerLoop.Departure.ORDERLY, WarmUp.life(WarmUp.WITH_VALUES));
    assertEquals(WorkerLoop.Departure.ORDERLY, WarmUp.life(WarmUp.WITH_OBJECTS));
  }

  @Test
  void aRunThatFailsEndsIt() {
    WarmUp.Exercise wrong =
        new WarmUp.Exercise(
            "withObjects",
            WarmUp.WITH_OBJECTS.descriptor(),
            List.of("order"),
            Map.of("order", "no order"),
            1);

    assertEquals(WorkerLoop.Departure.ORPHANED, WarmUp.life(wrong));
  }

  @Test
  void theExercisesTakeAndReturnWhatTasksDo() {
    assertEquals(
        Map.of("text", "a", "sum", 1.5, "flag", true, "texts", List.of("b")),
        WarmUp.withValues("a", 1, 0.5, true, List.of("b")));
    WarmUp.Order order = new WarmUp.Order(1, LocalDate.EPOCH, List.of(), Map.of());
    assertSame(order, WarmUp.withObjects(order));
  }
}
