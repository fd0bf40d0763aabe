package io.dispatcherd.config.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecondsTypeTest {
  private static final long HUNDRED_YEARS = 3_155_760_000L;

  @Property
  void secondsWithAFractionAreReadAsTheyAreWritten(
      @ForAll @DoubleRange(min = 0, max = HUNDRED_YEARS) double seconds) {
    BigDecimal nanos =
        new BigDecimal(Double.toString(seconds))
            .movePointRight(9)
            .setScale(0, RoundingMode.CEILING);

    assertEquals(Duration.ofNanos(nanos.longValueExact()), read(seconds));
  }

  @Property
  void aFractionOfFewDigitsIsExact(@ForAll @LongRange(min = 0, max = 10_000_000_000L) long micros) {
    assertEquals(
        Duration.ofNanos(1_000 * micros), read(BigDecimal.valueOf(micros, 6).doubleValue()));
  }

  @Property
  void wholeSecondsAreExact(@ForAll @LongRange(min = 0, max = HUNDRED_YEARS) long seconds) {
    assertEquals(Duration.ofSeconds(seconds), read(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "0.1, 100000000",
    "1.0E-12, 1",
    "1.23E-8, 13",
    "2.5E7, 25000000000000000"
  })
  void aPartOfANanosecondCountsAsOne(double seconds, long nanos) {
    assertEquals(Duration.ofNanos(nanos), read(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "5s, PT5S",
    "1m30s, PT90S",
    "7d, PT168H",
    "1.5s, PT1.5S",
    "2h, PT2H",
    "1d2h3m4s5ms, PT26H3M4.005S",
    "0s, PT0S"
  })
  void aTimeMayBeTextWithUnits(String text, Duration time) {
    assertEquals(time, read(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "s", "1s1m", "-5s", "5 s", "5S", "1e3s", "36526d", "PT5S"})
  void otherTextIsRefused(String text) {
    assertThrows(ConfigurationException.class, () -> read(text));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        -1,
        -1e-12,
        HUNDRED_YEARS + 1e-6,
        1e300,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void whatIsNoSpanIsRefused(double seconds) {
    assertThrows(ConfigurationException.class, () -> read(seconds));
  }

  private static Duration read(Object seconds) {
    return Settings.fromMap(
            Map.of(
                "version",
                2,
                "service",
                Map.of("pool_kwargs", Map.of("scaledown_wait", seconds)),
                "brokers",
                Map.of("socket", Map.of("socket_path", "a.sock"))))
        .service()
        .pool()
        .scaledown()
        .surplusFor();
  }
}
