package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
  @ParameterizedTest
  @CsvSource({"PT5S, 5 s", "PT0.25S, 0.25 s", "PT0S, 0 s", "PT1M40S, 100 s", "PT100S, 100 s"})
  void aDurationIsSaidInSeconds(Duration duration, String said) {
    assertEquals(said, Amount.seconds(duration));
  }

  @ParameterizedTest
  @CsvSource({
    "PT1.234S, 1.234 s",
    "PT59.9S, 59.9 s",
    "PT1M, 1 min",
    "PT1M1.9S, 1 min 1 s",
    "PT1H, 1 h",
    "PT25H59M, 1 d 1 h",
    "P3D, 3 d",
  })
  void aLongOneIsSaidInItsTwoLargestUnits(Duration duration, String said) {
    assertEquals(said, Amount.span(duration));
  }

  @Test
  void oneThingIsNoPlural() {
    assertEquals("0 tasks", Amount.of(0, "task"));
    assertEquals("1 task", Amount.of(1, "task"));
    assertEquals("2 tasks", Amount.of(2, "task"));
  }
}
