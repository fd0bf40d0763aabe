package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {
  @Test
  void eachKindIsRecognisedByItsKey() {
    assertInstanceOf(TaskMessage.class, MessageDecoder.decode("{\"task\":\"a\"}"));
    assertInstanceOf(ControlMessage.class, MessageDecoder.decode("{\"control\":\"alive\"}"));
    assertInstanceOf(
        Chunk.class, MessageDecoder.decode(new Chunk("id", 0, 1, "{\"task\":\"a\"}").toJson()));
  }

  @Nested
  class TextThatIsNoJson {
    @ParameterizedTest
    @ValueSource(strings = {"demo.tasks.noop", "noop", " a.b\n", "com.example.Outer$Inner.run"})
    void isTheBareNameOfATaskAndWarned(String text) {
      LogCapture log = new LogCapture(MessageDecoder.class);
      log.start();
      try {
        assertEquals(TaskMessage.named(text.strip()), MessageDecoder.decode(text));
        assertEquals(1, log.lines().size());
      } finally {
        log.stop();
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "hunter2 and more", "{\"task\": hunter2", "a..b", "hunter2;", "ä b"})
    void andNoNameEitherIsRefusedUnquoted(String text) {
      var e = assertThrows(MessageFormatException.class, () -> MessageDecoder.decode(text));

      assertFalse(String.valueOf(e.getMessage()).contains("hunter2"));
    }

    @Test
    void ofAnyLengthIsRefusedPromptly() {
      assertThrows(
          MessageFormatException.class, () -> MessageDecoder.decode("a.".repeat(4_000_000)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "5", "\"demo.noop\"", "null", "true", "[{\"task\":\"a\"}]", "NaN"})
  void jsonThatIsNoObjectIsRefused(String text) {
    var e = assertThrows(MessageFormatException.class, () -> MessageDecoder.decode(text));

    assertFalse(e instanceof NotJsonException);
  }

  @Property
  void anyTextIsDecodedOrRefused(@ForAll String text) {
    try {
      MessageDecoder.decode(text);
    } catch (MessageFormatException e) {
      assertFalse(String.valueOf(e.getMessage()).isBlank());
    }
  }

  @Property(tries = 50)
  void anyFieldsAreDecodedOrRefused(@ForAll Map<String, List<String>> values) {
    for (String key : List.of("task", "control", "uuid", "callbacks", Chunk.VERSION_KEY)) {
      String json = Json.write(Map.of(key, values, "args", List.of(values)));
      assertThrows(MessageFormatException.class, () -> MessageDecoder.decode(json));
    }
  }

  @Nested
  class MalformedChunk {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"index\":0,\"total\":1",
          "\"index\":\"0\",\"total\":1,\"payload\":\"\"",
          "\"index\":0,\"total\":1.0,\"payload\":\"\"",
          "\"index\":true,\"total\":1,\"payload\":\"\"",
          "\"index\":-1,\"total\":1,\"payload\":\"\"",
          "\"index\":1,\"total\":1,\"payload\":\"\"",
          "\"index\":0,\"total\":0,\"payload\":\"\"",
          "\"index\":0,\"total\":9999999999,\"payload\":\"\"",
          "\"index\":0,\"total\":1,\"payload\":{}",
          "\"index\":0,\"total\":1,\"payload\":null"
        })
    void namesTheMessageThatItSpoils(String fields) {
      assertEquals(
          "ab12",
          refused("{\"__dispatcherd_chunk__\":\"v1\",\"message_id\":\"ab12\"," + fields + "}")
              .messageId()
              .orElseThrow());
    }

    @Test
    void ofAnUnknownVersionIsRefused() {
      for (String version : List.of("\"v2\"", "1", "null", "[]")) {
        assertEquals(
            "ab12",
            refused("{\"__dispatcherd_chunk__\":" + version + ",\"message_id\":\"ab12\"}")
                .messageId()
                .orElseThrow());
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "null", "\"\"", "\"a\\nb\"", "{}"})
    void withoutAReadableIdSpoilsNoKnownMessage(String id) {
      String json =
          "{\"__dispatcherd_chunk__\":\"v1\",\"message_id\":"
              + id
              + ",\"index\":0,\"total\":1,\"payload\":\"\"}";

      assertFalse(refused(json).messageId().isPresent());
    }

    private ChunkFormatException refused(String json) {
      return assertThrows(ChunkFormatException.class, () -> MessageDecoder.decode(json));
    }
  }
}
