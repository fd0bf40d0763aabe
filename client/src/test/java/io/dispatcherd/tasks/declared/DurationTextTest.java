package io.dispatcherd.tasks.declared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "5s, PT5S",
    "1m30s, PT1M30S",
    "500ms, PT0.5S",
    "1.5s, PT1.5S",
    "2h, PT2H",
    "1d12h, PT36H",
    "1m, PT1M",
    "1s500ms, PT1.5S",
    "PT1M30S, PT1M30S",
    "P1D, PT24H"
  })
  void isReadAsPeopleWriteIt(String text, Duration expected) {
    assertEquals(Optional.of(expected), DurationText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "PT0S", "0ms"})
  void noneIsNoSpan(String text) {
    assertEquals(Optional.empty(), DurationText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "s",
        " 5s",
        "5 s",
        "-5s",
        "PT-5S",
        "30s1m",
        "5S",
        "5sec",
        "1.5m",
        "PT",
        "99999999999s",
        "P999999D",
        "1e3s",
        "soon"
      })
  void whatIsNoSpanIsRefusedWithAnExample(String text) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> DurationText.parse(text))
                .getMessage());

    assertTrue(message.contains("1m30s"), message);
  }

  @Test
  void millisecondsAreNotMistakenForMinutes() {
    assertEquals(Optional.of(Duration.ofMillis(5)), DurationText.parse("5ms"));
  }

  @Property
  void everySpanInAnyUnitIsRead(
      @ForAll @IntRange(min = 1, max = 1000) int hours,
      @ForAll @IntRange(max = 59) int minutes,
      @ForAll @IntRange(max = 59) int seconds,
      @ForAll @IntRange(max = 999) int millis) {
    assertEquals(
        Optional.of(
            Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds).plusMillis(millis)),
        DurationText.parse("%dh%dm%ds%dms".formatted(hours, minutes, seconds, millis)));
  }
}
