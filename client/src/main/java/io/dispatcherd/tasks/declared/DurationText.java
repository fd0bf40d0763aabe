package io.dispatcherd.tasks.declared;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 5s}, {@code 1m30s}, {@code 500ms}, {@code PT5S}. */
public final class DurationText {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,7})h)?(?:(\\d{1,9})m(?!s))?"
              + "(?:(\\d{1,10}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,12})ms)?");
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private DurationText() {}

  /**
   * Reads a duration; empty text and zero both mean none.
   *
   * @throws IllegalArgumentException if the text isn't a duration of 0 to 100 years; the error
   *     gives an example
   */
  public static Optional<Duration> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Duration span = text.startsWith("P") ? iso(text) : parts(text);
    if (span == null || span.isNegative() || span.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no span of time; write it like 5s, 1m30s, 500ms or PT5S");
    }
    return Optional.of(span).filter(some -> !some.isZero());
  }

  private static @Nullable Duration iso(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable Duration parts(String text) {
    Matcher matcher = PARTS.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal seconds = number(matcher.group(4));
    return Duration.ofDays(number(matcher.group(1)).longValue())
        .plusHours(number(matcher.group(2)).longValue())
        .plusMinutes(number(matcher.group(3)).longValue())
        .plusNanos(seconds.movePointRight(9).longValue())
        .plusMillis(number(matcher.group(5)).longValue());
  }

  private static BigDecimal number(@Nullable String digits) {
    return digits == null ? BigDecimal.ZERO : new BigDecimal(digits);
  }
}
