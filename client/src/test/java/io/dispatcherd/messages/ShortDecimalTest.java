package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortDecimalTest {
  /** Beyond the bound, so that both sides of it are tried. */
  private static final long DIGITS = 99_999_999_999_999_999L;

  @Property(tries = 20_000)
  void itIsTheNearestDoubleAndLosesNoDigit(
      @ForAll @LongRange(min = -DIGITS, max = DIGITS) long digits,
      @ForAll @IntRange(max = 25) int places) {
    BigDecimal decimal = BigDecimal.valueOf(digits, places);
    double found = parse(decimal.toPlainString());

    if (!Double.isNaN(found)) {
      assertEquals(Double.parseDouble(decimal.toString()), found);
      assertEquals(0, decimal.compareTo(new BigDecimal(Double.toString(found))), decimal::toString);
    }
  }

  @Property
  void timesInMicrosecondsAreFound(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds,
      @ForAll @IntRange(min = 1, max = 999_999) int micros) {
    BigDecimal time = BigDecimal.valueOf(seconds * 1_000_000 + micros, 6);

    assertEquals(micros % 10 == 0, Double.isNaN(parse(time.toPlainString())), time::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "-2.5, -2.5",
    "1795600000.123456, 1795600000.123456",
    "4503599627370.495, 4503599627370.495",
    "0.0000000000000000000001, 1e-22"
  })
  void fewDigitsAreEnough(String text, double expected) {
    assertEquals(expected, parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.0",
        "1.50",
        "-0.0",
        "1e3",
        "1.5e3",
        "1.5E-3",
        "450359962737.0497",
        "123456789012345678901234567890.5",
        "0.00000000000000000000001"
      })
  void allElseIsLeftToAnotherWay(String text) {
    assertTrue(Double.isNaN(parse(text)));
  }

  private static double parse(String number) {
    String text = "[" + number + "]";
    return ShortDecimal.parse(text.toCharArray(), 1, text.length() - 1);
  }
}
