package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.dispatcherd.messages.TaskMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicateKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"args\":[]|\"kwargs\":{}",
        "\"args\":null|\"timeout\":5",
        "\"args\":[10.50]|\"args\":[10.5]",
        "\"args\":[1e2]|\"args\":[100.0]",
        "\"args\":[100.00]|\"args\":[100.0]",
        "\"args\":[1e400]|\"args\":[10e399]",
        "\"args\":[0.00]|\"args\":[0.0]",
        "\"args\":[{\"a\":1,\"b\":[2.50]}]|\"args\":[{\"b\":[2.5],\"a\":1}]",
        "\"kwargs\":{\"a\":1,\"b\":2}|\"kwargs\":{\"b\":2,\"a\":1}",
        "\"kwargs\":{\"a\":\"\\u00e9\"}|\"kwargs\":{\"a\":\"é\"}",
        "\"uuid\":\"1\",\"on_duplicate\":\"serial\"|\"uuid\":\"2\""
      })
  void equalJsonValuesMakeDuplicates(String one, String other) {
    assertEquals(key(one), key(other));
    assertEquals(key(one).hashCode(), key(other).hashCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"args\":[1]|\"args\":[1.0]",
        "\"args\":[1]|\"args\":[true]",
        "\"args\":[1]|\"args\":[\"1\"]",
        "\"args\":[null]|\"args\":[]",
        "\"args\":[1,2]|\"args\":[2,1]",
        "\"args\":[{}]|\"args\":[[]]",
        "\"args\":[1e400]|\"args\":[1e401]",
        "\"args\":[0.1]|\"args\":[0.10000000000000000001]",
        "\"args\":[9007199254740993.0]|\"args\":[9007199254740992.0]",
        "\"args\":[1]|\"kwargs\":{\"a\":1}",
        "\"kwargs\":{\"a\":null}|\"kwargs\":{}"
      })
  void differentJsonValuesDoNot(String one, String other) {
    assertNotEquals(key(one), key(other));
  }

  @Test
  void argumentsStayOutOfItsText() {
    assertFalse(key("\"args\":[\"hunter2\"]").toString().contains("hunter2"));
  }

  private static DuplicateKey key(String fields) {
    return DuplicateKey.of(TaskMessage.fromJson("{\"task\":\"demo.x\"," + fields + "}"));
  }
}
