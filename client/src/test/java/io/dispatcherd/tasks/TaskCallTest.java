package io.dispatcherd.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.publish.Reply;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskCallTest {
  private final RecordingSubmitter submitter = new RecordingSubmitter();
  private final TaskCall call = submitter.task("a.b");

  private TaskMessage message(TaskCall made) {
    return made.request().message();
  }

  @Nested
  class Arguments {
    @Test
    void ofAnyTypeThatJacksonCanWriteTravelAsPlainJson() {
      TaskCall made =
          call.args(LocalDate.of(2024, 2, 29), DayOfWeek.FRIDAY, Optional.empty(), 2.0)
              .kwarg("order", new SampleTasks.Order(7, Optional.of(YearMonth.of(2024, 3))));

      assertEquals(Arrays.asList("2024-02-29", "FRIDAY", null, 2.0), message(made).args());
      assertEquals(Map.of("order", Map.of("id", 7, "due", "2024-03")), message(made).kwargs());
    }

    @Test
    void areReplacedByTheNextOnes() {
      assertEquals(List.of(2), message(call.args(1).args(2)).args());
      assertEquals(Map.of("y", 2), message(call.kwarg("x", 1).kwargs(Map.of("y", 2))).kwargs());
    }

    @Test
    void mayBeNull() {
      assertEquals(Arrays.asList((Object) null), message(call.args((Object) null)).args());
    }

    @Test
    void areCopied() {
      List<Integer> numbers = new ArrayList<>(List.of(1));
      TaskCall made = call.args(numbers);
      numbers.add(2);

      assertEquals(List.of(List.of(1)), message(made).args());
    }

    @Test
    void thatCannotBeWrittenAreRefusedByTheirPlace() {
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> call.args(1, Double.NaN))
                  .getMessage());

      assertTrue(message.contains("argument 2"), message);
    }
  }

  @Nested
  class Spans {
    @Test
    void areSecondsOnTheWire() {
      TaskMessage message =
          message(call.delay(Duration.ofMillis(1250)).timeout(Duration.ofMinutes(2)));

      assertEquals(1.25, message.fields().get("delay"));
      assertEquals(120, message.fields().get("timeout"));
    }

    @Test
    void ofZeroAreNone() {
      TaskCall made = call.delay(Duration.ofSeconds(3)).delay(Duration.ZERO);

      assertFalse(message(made).fields().containsKey("delay"));
    }

    @Test
    void belowZeroAreRefused() {
      assertThrows(IllegalArgumentException.class, () -> call.timeout(Duration.ofMillis(-1)));
    }
  }

  @Test
  void blankNamesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> submitter.task(" "));
    assertThrows(IllegalArgumentException.class, () -> call.uuid(" "));
  }

  @Test
  void noArgumentIsShownInAnyText() {
    TaskCall made = call.args("hunter2").kwarg("password", "hunter2");

    assertFalse(made.toString().contains("hunter2"));
    assertFalse(made.request().toString().contains("hunter2"));
    assertFalse(made.submit().toString().contains("hunter2"));
    assertFalse(
        new Reply(Map.of("node_id", "a", "worker-0", Map.of("args", List.of("hunter2"))))
            .toString()
            .contains("hunter2"));
  }

  @Test
  void anArgumentThatIsNotWhatItIsDeclaredAsIsNotQuoted() {
    @SuppressWarnings("unchecked")
    List<String> numbers = (List<String>) (List<?>) new ArrayList<>(List.of(new Object()));

    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> submitter.submit(SampleTasks::monthly, YearMonth.of(2024, 1), numbers))
                .getMessage());

    assertTrue(message.contains("argument 2"), message);
    assertTrue(message.contains("java.util.List<java.lang.String>"), message);
  }

  @Test
  void aFollowerCannotGoToAnotherQueue() {
    TaskCall elsewhere = submitter.task("a.follower").queue("elsewhere");
    TaskCall declared = submitter.task(SampleTasks::printHello);

    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> submitter.task("a.leader").callbacks(elsewhere));

    assertEquals(
        "a.follower follows a task on its worker, and can't go to the queue elsewhere",
        refusal.getMessage());
    assertEquals(
        1, submitter.task("a.leader").errbacks(declared).request().message().errbacks().size());
  }

  @Test
  void oneNullIsOneArgument() {
    assertEquals(
        Collections.singletonList(null),
        submitter.task("a.task").args((Object[]) null).request().message().args());
  }
}
