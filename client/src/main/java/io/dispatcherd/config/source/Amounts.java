package io.dispatcherd.config.source;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and sizes as people write them: {@code 1m30s}, {@code 7d}, {@code 64KiB}. */
public final class Amounts {
  /** A time, for a JSON Schema. */
  public static final String TIME =
      "^(?=.)([0-9]{1,6}d)?([0-9]{1,7}h)?([0-9]{1,9}m(?!s))?"
          + "([0-9]{1,10}([.][0-9]{1,9})?s)?([0-9]{1,12}ms)?$";

  /** A size, for a JSON Schema. */
  public static final String SIZE = "^[0-9]{1,18}(B|KiB|MiB|GiB)$";

  private static final Pattern TIME_PARTS = Pattern.compile(TIME);
  private static final Pattern SIZE_PARTS = Pattern.compile(SIZE);
  private static final int NANOS_DIGITS = 9;

  private Amounts() {}

  /** The length of time that a text says; empty if it says none. */
  public static Optional<Duration> time(String text) {
    Matcher matcher = TIME_PARTS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal nanos = number(matcher.group(4), "s").movePointRight(NANOS_DIGITS);
    return Optional.of(
        Duration.ofDays(number(matcher.group(1), "d").longValue())
            .plusHours(number(matcher.group(2), "h").longValue())
            .plusMinutes(number(matcher.group(3), "m").longValue())
            .plusSeconds(nanos.longValue() / 1_000_000_000)
            .plusNanos(nanos.longValue() % 1_000_000_000)
            .plusMillis(number(matcher.group(6), "ms").longValue()));
  }

  /** The number of bytes that a text says; empty if it says none. */
  public static Optional<BigDecimal> bytes(String text) {
    Matcher matcher = SIZE_PARTS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int shift =
        switch (matcher.group(1)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return Optional.of(number(text, matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift)));
  }

  private static BigDecimal number(@Nullable String part, String unit) {
    return part == null
        ? BigDecimal.ZERO
        : new BigDecimal(part.substring(0, part.length() - unit.length()));
  }
}
