package io.dispatcherd.rabbitmq.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.DeclaredTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongTasksTest {
  private static final List<DeclaredTask> TASKS =
      List.of(
          new DeclaredTask("app.short", List.of(), Map.of("timeout", 60)),
          new DeclaredTask("app.long", List.of(), Map.of("timeout", 7_200.0)),
          new DeclaredTask("app.silent", List.of(), Map.of()));

  @Test
  void aTaskThatMayTakeLongerThanTheServerLetsItIsNamed() {
    List<String> warnings = new LongTasks(Duration.ofHours(1), false).warnings(TASKS);
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("app.long"), warnings::toString);
    assertTrue(warnings.get(0).contains("raise consumer_timeout"), warnings::toString);
    assertEquals(List.of(), new LongTasks(Duration.ofDays(1), false).warnings(TASKS));
  }

  @Test
  void ofAnOldServerItIsSaidWhereItsTimeStands() {
    List<String> warnings = new LongTasks(Duration.ofMinutes(30), true).warnings(TASKS);
    assertTrue(warnings.get(0).contains("rabbitmq.conf"), warnings::toString);
  }
}
