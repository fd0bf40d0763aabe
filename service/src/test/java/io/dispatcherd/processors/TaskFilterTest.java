package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskFilterTest {
  private static final TaskMessage MESSAGE =
      TaskMessage.fromJson(
          "{\"task\":\"a\",\"uuid\":\"u1\",\"args\":[1,2.50],\"kwargs\":{\"x\":1,\"y\":null}}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"task\":\"a\"}",
        "{\"uuid\":\"u1\"}",
        "{\"args\":[1,2.5]}",
        "{\"kwargs\":{\"y\":null,\"x\":1}}",
        "{\"task\":\"a\",\"uuid\":\"u1\",\"args\":[1,2.5]}",
        "{\"task\":\"a\",\"uuid\":null}"
      })
  void matchesWhenAllThatIsGivenIsEqual(String data) {
    assertTrue(filter(data).matches(MESSAGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"task\":\"b\"}",
        "{\"task\":\"\"}",
        "{\"uuid\":\"u2\"}",
        "{\"task\":\"a\",\"uuid\":\"u2\"}",
        "{\"args\":[]}",
        "{\"args\":[1.0,2.5]}",
        "{\"kwargs\":{\"x\":1}}"
      })
  void matchesNotWhenAnythingDiffers(String data) {
    assertFalse(filter(data).matches(MESSAGE));
  }

  @Test
  void emptyArgumentsMatchTasksWithoutAny() {
    assertTrue(filter("{\"args\":[],\"kwargs\":{}}").matches(TaskMessage.named("a")));
    assertFalse(filter("{\"uuid\":\"u1\"}").matches(TaskMessage.named("a")));
  }

  @Test
  void isEmptyOnlyWhenNothingIsGiven() {
    assertTrue(filter("{}").isEmpty());
    assertTrue(filter("{\"task\":null}").isEmpty());
    assertFalse(filter("{\"args\":[]}").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"task\":5}|field \"task\" must be a string",
        "{\"uuid\":[]}|field \"uuid\" must be a string",
        "{\"args\":{\"hunter2\":1}}|field \"args\" must be a list",
        "{\"kwargs\":\"hunter2\"}|field \"kwargs\" must be an object",
        "{\"uid\":\"u1\"}|unknown in a filter of tasks: uid (known: task, uuid, args, kwargs)"
      })
  void wrongDataIsRefusedByName(String data, String error) {
    var e = assertThrows(MessageFormatException.class, () -> filter(data));

    assertEquals(error, e.getMessage());
  }

  private static TaskFilter filter(String data) {
    return TaskFilter.of(Json.parseObject(data));
  }
}
