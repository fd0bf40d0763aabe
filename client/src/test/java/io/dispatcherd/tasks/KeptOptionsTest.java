package io.dispatcherd.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of tasks and calls that take a broker which keeps tasks. */
class KeptOptionsTest {
  /** Tasks with such options. */
  public static final class Tasks {
    private Tasks() {}

    @Task(
        broker = "orders",
        queue = "reports",
        maxAttempts = 5,
        backoff = "1s..1h",
        priority = 10,
        key = "{team}/{year}",
        cron = "0 3 * * *",
        zone = "Europe/Berlin",
        maxRunning = 4,
        rate = "100/1m",
        maxRunningPerKey = 1,
        ratePerKey = "5/1s")
    public static void report(String team, int year) {}

    @Task
    public static void plain() {}

    @Task(key = "{teem}", backoff = "1h..1s", maxAttempts = -1, rate = "many", zone = "Nowhere")
    public static void wrong(String team) {}
  }

  private final RecordingSubmitter submitter = new RecordingSubmitter();

  private static TaskDeclaration declaration(String name) throws NoSuchMethodException {
    return TaskDeclaration.of(Tasks.class.getMethod(name, String.class, int.class));
  }

  @Test
  void fillTheMessageAndTheRequest() {
    TaskRequest request = submitter.task(Tasks::report, "blue", 2026).request();

    assertEquals(Optional.of("orders"), request.broker());
    Map<String, ?> fields = request.message().fields();
    assertEquals(10, fields.get("priority"));
    assertEquals(5, fields.get("max_attempts"));
    assertEquals("blue/2026", fields.get("key"));
    assertEquals(List.of(1, 3600).toString(), String.valueOf(fields.get("backoff")));
    assertFalse(fields.containsKey("max_running"));
    assertFalse(request.isIdentified());
  }

  @Test
  void giveWayToThoseOfTheCall() {
    Instant time = Instant.parse("2030-01-01T00:00:00Z");
    TaskRequest request =
        submitter
            .task(Tasks::report, "blue", 2026)
            .broker("other")
            .priority(-3)
            .maxAttempts(1)
            .backoff(Duration.ofMillis(500), Duration.ofMinutes(1))
            .key("own")
            .delay(Duration.ofSeconds(5))
            .at(time)
            .uuid("mine")
            .request();

    assertEquals(Optional.of("other"), request.broker());
    assertEquals(Optional.of(time), request.at());
    assertTrue(request.isIdentified());
    Map<String, ?> fields = request.message().fields();
    assertEquals(-3, fields.get("priority"));
    assertEquals(1, fields.get("max_attempts"));
    assertEquals("own", fields.get("key"));
    assertEquals("[0.5, 60]", String.valueOf(fields.get("backoff")));
    assertFalse(fields.containsKey("delay"));
  }

  @Test
  void aDelayTakesThePlaceOfATime() {
    TaskRequest request =
        submitter.task(Tasks::plain).at(Instant.now()).delay(Duration.ofSeconds(2)).request();

    assertEquals(Optional.empty(), request.at());
    assertEquals(Optional.of(Duration.ofSeconds(2)), request.message().delay());
  }

  @Test
  void theKeyIsFilledFromArgumentsThatAreSetLater() {
    TaskRequest request =
        submitter.task(Tasks::report, "blue", 2026).args("red").kwarg("year", 2027).request();

    assertEquals("red/2027", request.message().fields().get("key"));
  }

  @Test
  void comeBackFromJson() throws NoSuchMethodException {
    TaskDeclaration declared = declaration("report");

    assertEquals(declared, TaskDeclaration.fromJson(declared.toJson()));
    Map<String, Object> fields = declared.defaults().fields();
    assertEquals(4, fields.get("max_running"));
    assertEquals("100/1m", fields.get("rate"));
    assertEquals("0 3 * * *", fields.get("cron"));
    assertEquals("{team}/{year}", fields.get("key"));
    assertTrue(declared.defaults().kept().options().contains("maxRunningPerKey"));
  }

  @Test
  void areCheckedWhereTheyAreDeclared() throws NoSuchMethodException {
    TaskDeclarationException wrong =
        assertThrows(
            TaskDeclarationException.class,
            () -> TaskDeclaration.of(Tasks.class.getMethod("wrong", String.class)));

    String text = String.valueOf(wrong.getMessage());
    for (String part : List.of("{teem}", "back-off", "maxAttempts", "no rate", "zone")) {
      assertTrue(text.contains(part), part + " in " + text);
    }
  }

  @Test
  void ofFollowersAreRefused() {
    TaskCall leader = submitter.task(Tasks::plain);

    assertThrows(
        IllegalArgumentException.class,
        () -> leader.callbacks(submitter.task(Tasks::plain).broker("x")));
    assertThrows(
        IllegalArgumentException.class,
        () -> leader.callbacks(submitter.task(Tasks::plain).at(Instant.now())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priority|1.5",
        "priority|-2147483648",
        "priority|\"high\"",
        "max_attempts|0",
        "max_attempts|1e99",
        "backoff|[1]",
        "backoff|[2, 1]",
        "backoff|[-1, 1]",
        "backoff|\"1s..1h\"",
        "key|7",
        "key|\" \"",
      })
  void areCheckedWhenAMessageIsDecoded(String field, String value) {
    assertThrows(
        MessageFormatException.class,
        () -> TaskMessage.fromJson("{\"task\": \"a\", \"%s\": %s}".formatted(field, value)));
  }

  @Test
  void mayBeOfAnyKindOfNumber() {
    String json =
        "{\"task\": \"a\", \"priority\": 1.0, \"max_attempts\": 3, \"backoff\": [0.5, 60], \"key\":"
            + " \"k\"}";

    assertEquals("a", TaskMessage.fromJson(json).task());
  }
}
