package io.dispatcherd.dashboard.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenNamesTest {
  private static final HiddenNames NAMES = new HiddenNames(Set.of("password", "token"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"password\": \"x\", \"a\": 1} | {\"password\": \"(hidden)\", \"a\": 1}",
        "{\"a\": [{\"PassWord\": 12e400}, 2]} | {\"a\": [{\"PassWord\": \"(hidden)\"}, 2]}",
        "{\"token\": {\"token\": [1, {\"a\": \"}\"}]}, \"b\": null} | {\"token\": \"(hidden)\","
            + " \"b\": null}",
        "{\"\\u0074oken\":true} | {\"\\u0074oken\":\"(hidden)\"}",
        "{\"token\":-12345678901234567890.50,\"n\":100000000000000000000001} |"
            + " {\"token\":\"(hidden)\",\"n\":100000000000000000000001}",
        "[\"password\", \"\\ud800\"] | [\"password\", \"\\ud800\"]",
        "{\"tokens\": 1} | {\"tokens\": 1}",
        "{\"token\": [] , \"token\": \"y\"} | {\"token\": \"(hidden)\" , \"token\": \"(hidden)\"}",
      })
  void valuesOfTheseNamesAreHiddenAndTheRestIsAsItWasSent(String json, String shown) {
    assertEquals(shown, NAMES.in(json));
  }

  @Test
  void whatCannotBeReadIsHiddenWhole() {
    assertEquals("\"(hidden, since it can't be read)\"", NAMES.in("{\"password\": \"x\""));
  }

  @Test
  void deepAndLongValuesAreRead() {
    String deep =
        "[".repeat(500) + "{\"token\": \"" + "x".repeat(100_000) + "\"}" + "]".repeat(500);
    assertEquals("[".repeat(500) + "{\"token\": \"(hidden)\"}" + "]".repeat(500), NAMES.in(deep));
  }

  @Test
  void withoutNamesNothingIsRead() {
    String json = "{not json";
    assertSame(json, new HiddenNames(Set.of()).in(json));
  }
}
