package io.dispatcherd.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.MessageLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskMessageTest {
  @Test
  void everyFieldIsRead() {
    TaskMessage message =
        TaskMessage.fromJson(
            """
            {"task":"demo.sleep","uuid":"u1","args":[1,null],"kwargs":{"a":1.0},"timeout":1.5,
             "delay":0.25,"on_duplicate":"serial","bind":true,"guid":"g","channel":"c",
             "time_pub":1700000000.5,"callbacks":[{"task":"demo.after"}],
             "errbacks":[{"task":"demo.failed","callbacks":[{"task":"demo.deep"}]}]}
            """);

    assertEquals("demo.sleep", message.task());
    assertEquals("u1", message.uuid());
    assertEquals(2, message.args().size());
    assertEquals(Map.of("a", 1.0), message.kwargs());
    assertEquals(Optional.of(Duration.ofMillis(1500)), message.timeout());
    assertEquals(Optional.of(Duration.ofMillis(250)), message.delay());
    assertEquals(Optional.of("serial"), message.onDuplicate());
    assertEquals(Optional.of("g"), message.guid());
    assertEquals(Optional.of("c"), message.channel());
    assertEquals(Optional.of(1700000000.5), message.timePub());
    assertEquals(List.of(TaskMessage.named("demo.after")), message.callbacks());
    assertEquals("demo.deep", message.errbacks().get(0).callbacks().get(0).task());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "\u00e4\ud83d\ude00", "half of a character: \ud83d"})
  void itsTextSurvivesUtf8(String text) {
    TaskMessage given = TaskMessage.of(Map.of("task", "a.b", "args", List.of(text)));
    TaskMessage arrived = TaskMessage.fromJson("{\"task\":\"a.b\",\"args\":[\"" + text + "\"]}");

    for (TaskMessage message : List.of(given, arrived, arrived.withChannel("c \ud83d"))) {
      String json = message.toJson();
      assertEquals(json, new String(json.getBytes(UTF_8), UTF_8));
      assertEquals(message, TaskMessage.fromJson(json));
    }
  }

  @Test
  void absentAndNullFieldsMeanNone() {
    TaskMessage message =
        TaskMessage.fromJson(
            """
            {"task":"demo.noop","args":null,"kwargs":null,"timeout":null,"delay":0,
             "on_duplicate":null,"bind":null,"callbacks":null,"uuid":null}
            """);

    assertNull(message.uuid());
    assertEquals(List.of(), message.args());
    assertEquals(Map.of(), message.kwargs());
    assertEquals(Optional.empty(), message.timeout());
    assertEquals(Optional.empty(), message.delay());
    assertEquals(Optional.empty(), message.onDuplicate());
    assertEquals(List.of(), message.callbacks());
  }

  @Test
  void unknownKeysAreKeptInTheirPlace() {
    String json = "{\"x\":{\"y\":[1,1.0,10.50]},\"task\":\"demo.noop\",\"z\":null}";

    assertEquals(json, TaskMessage.fromJson(json).toJson());
  }

  @Test
  void aChangedFieldLeavesTheOthersAlone() {
    TaskMessage message = TaskMessage.fromJson("{\"task\":\"demo.noop\",\"x\":[1]}");

    TaskMessage changed = message.withUuid("u").withChannel("c").with("timeout", 5L);

    assertEquals(
        "{\"task\":\"demo.noop\",\"x\":[1],\"uuid\":\"u\",\"channel\":\"c\",\"timeout\":5}",
        changed.toJson());
    assertEquals("{\"task\":\"demo.noop\",\"x\":[1]}", message.toJson());
    assertThrows(MessageFormatException.class, () -> message.with("timeout", "5"));
  }

  @Test
  void argumentsStayOutOfItsText() {
    TaskMessage message =
        TaskMessage.of(
            Map.of("task", "demo.login", "uuid", "u1", "kwargs", Map.of("password", "hunter2")));

    assertEquals("demo.login (uuid u1)", message.toString());
  }

  @Property
  void anyArgumentsMakeTheRoundTrip(@ForAll List<String> args, @ForAll Map<String, Long> kwargs) {
    TaskMessage message = TaskMessage.of(Map.of("task", "demo.x", "args", args, "kwargs", kwargs));

    assertEquals(message, TaskMessage.fromJson(message.toJson()));
  }

  @ParameterizedTest
  @CsvSource({
    "12, 12000000000",
    "0.29, 290000000",
    "0.0015, 1500000",
    "10.50, 10500000000",
    "1.0000000019, 1000000001",
    "1234567.000000001, 1234567000000001",
    "1e-5, 10000",
    "1e-10, 1",
    "0.0000000000001, 1",
    "1E+2, 100000000000",
    "3155760000, 3155760000000000000"
  })
  void aSpanIsExactToTheNanosecond(String seconds, long nanos) {
    TaskMessage message = TaskMessage.fromJson("{\"task\":\"demo.x\",\"timeout\":" + seconds + "}");

    assertEquals(Optional.of(Duration.ofNanos(nanos)), message.timeout());
  }

  @Property
  void anyPositiveSpanIsReadToTheNanosecond(
      @ForAll @DoubleRange(min = 0, minIncluded = false, max = 3e9) double seconds) {
    TaskMessage message = TaskMessage.named("demo.x").with("timeout", seconds);

    double read = message.timeout().orElseThrow().toNanos() / 1e9;
    assertEquals(seconds, read, 1e-9 + seconds * 1e-15);
  }

  @Nested
  class MalformedField {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "timeout | \"hunter2\" | field \"timeout\" must be a number of seconds, not a string",
          "timeout | true | field \"timeout\" must be a number of seconds, not a boolean",
          "timeout | -1 | field \"timeout\" is negative",
          "timeout | -1e-400 | field \"timeout\" is negative",
          "timeout | 1e400 | field \"timeout\" is longer than 36525 days",
          "timeout | 1e999999999 | field \"timeout\" is longer than 36525 days",
          "timeout | NaN | NaN and Infinity are not JSON numbers",
          "timeout | Infinity | NaN and Infinity are not JSON numbers",
          "timeout | 1e99999999999 | a number's exponent is out of range",
          "delay | \"5\" | field \"delay\" must be a number of seconds, not a string",
          "delay | [5] | field \"delay\" must be a number of seconds, not a list",
          "time_pub | {} | field \"time_pub\" must be a number of seconds, not an object",
          "time_pub | 1e400 | field \"time_pub\" is out of range",
          "args | {} | field \"args\" must be a list, not an object",
          "args | \"hunter2\" | field \"args\" must be a list, not a string",
          "kwargs | [] | field \"kwargs\" must be an object, not a list",
          "kwargs | 5 | field \"kwargs\" must be an object, not a number",
          "uuid | 7 | field \"uuid\" must be a string, not a number",
          "uuid | \"a\\nb\" | field \"uuid\" contains control characters",
          "guid | [] | field \"guid\" must be a string, not a list",
          "channel | 1 | field \"channel\" must be a string, not a number",
          "on_duplicate | 1 | field \"on_duplicate\" must be a string, not a number",
          "bind | 1 | field \"bind\" must be true or false, not a number",
          "callbacks | 5 | field \"callbacks\" must be a list, not a number",
          "callbacks | [5] | field \"callbacks\" must be a list of task messages, not a number",
          "callbacks | [{}] | callbacks[0]: field \"task\" is missing",
          "errbacks | {} | field \"errbacks\" must be a list, not an object",
          "errbacks | [{\"task\":\"a\"},{\"task\":\"b\",\"delay\":\"hunter2\"}]"
              + " | errbacks[1]: field \"delay\" must be a number of seconds, not a string",
        })
    void isNamedWithWhatWasExpectedAndWithoutItsValue(String key, String value, String error) {
      String json = "{\"task\":\"demo.noop\",\"" + key + "\":" + value + "}";

      var e = assertThrows(MessageFormatException.class, () -> TaskMessage.fromJson(json));

      assertEquals(error, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "{\"task\":null}",
          "{\"task\":\"\"}",
          "{\"task\":\" \"}",
          "{\"task\":5}",
          "{\"task\":\"a\\u0000\"}"
        })
    void taskIsRefused(String json) {
      assertThrows(MessageFormatException.class, () -> TaskMessage.fromJson(json));
    }

    @Test
    void nameOfEndlessLengthIsRefused() {
      assertThrows(MessageFormatException.class, () -> TaskMessage.named("x".repeat(501)));
    }

    @Test
    void callbacksNestedTooDeeplyAreRefused() {
      String json = "{\"task\":\"a\",\"callbacks\":[".repeat(300) + "]}".repeat(300);

      var e =
          assertThrows(
              MessageFormatException.class,
              () -> TaskMessage.fromJson(json, MessageLimits.DEFAULT));

      assertFalse(e instanceof NotJsonException);
    }

    @Test
    void givenByAProgramIsNamedByItsPath() {
      var e =
          assertThrows(
              MessageFormatException.class,
              () -> TaskMessage.of(Map.of("task", "a", "kwargs", Map.of("at", new Object()))));

      assertEquals("message.kwargs.at: java.lang.Object is not a JSON value", e.getMessage());
    }
  }

  @Test
  void theTextOfAMessageIsForwardedWithWhatWasAddedToIt() {
    String text = "{ \"task\" : \"a.b\", \"args\": [1e2, 10.50, \"}\"]\n}\n";
    TaskMessage forwarded = TaskMessage.fromJson(text).withUuid("u-1").withChannel("a \"c\"");

    assertTrue(forwarded.toJson().startsWith("{ \"task\" : \"a.b\", \"args\": [1e2, 10.50"));
    assertEquals(forwarded, TaskMessage.fromJson(forwarded.toJson()));
    assertEquals(
        "x", TaskMessage.fromJson(forwarded.withChannel("x").toJson()).channel().orElseThrow());
  }

  @Test
  void aMessageThatIsABareNameIsWrittenAsJson() {
    TaskMessage message = TaskMessage.fromJson("a.b").withUuid("u-1");
    assertEquals(message, TaskMessage.fromJson(message.toJson()));
  }
}
