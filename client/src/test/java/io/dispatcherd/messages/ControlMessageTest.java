package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessageTest {
  @Test
  void makesTheRoundTrip() {
    ControlMessage message =
        new ControlMessage(
            "cancel", Map.of("uuid", "u1"), "reply_to_1", Optional.of(Duration.ofMillis(1500)));

    assertEquals(message, MessageDecoder.decode(message.toJson()));
  }

  @Test
  void absentDataAndReplyChannelMeanNone() {
    assertEquals(
        ControlMessage.of("alive", Map.of(), null),
        MessageDecoder.decode("{\"control\":\"alive\"}"));
    assertNull(ControlMessage.of("alive", Map.of(), null).replyTo());
  }

  @Test
  void aCommandThatDoesNotExistIsForTheServiceToRefuse() {
    assertEquals(
        ControlMessage.of("io", Map.of(), null), MessageDecoder.decode("{\"control\":\"io\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"control\":5}",
        "{\"control\":null}",
        "{\"control\":\"\"}",
        "{\"control\":\"alive\",\"control_data\":[]}",
        "{\"control\":\"alive\",\"control_data\":\"x\"}",
        "{\"control\":\"alive\",\"reply_to\":5}",
        "{\"control\":\"alive\",\"delay\":\"5\"}",
        "{\"control\":\"alive\",\"delay\":-5}"
      })
  void aMalformedFieldIsRefused(String json) {
    assertThrows(MessageFormatException.class, () -> MessageDecoder.decode(json));
  }

  @Test
  void dataStaysOutOfItsText() {
    assertEquals(
        "control run", ControlMessage.of("run", Map.of("kwargs", "hunter2"), null).toString());
  }
}
