package io.dispatcherd.tasks.declared;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Spans of time as messages have them: numbers of seconds. */
public final class WireSpan {
  private WireSpan() {}

  /** Adds a span to a message's fields, unless there is none or it is zero. */
  public static void put(
      Map<String, @Nullable Object> fields, String field, Optional<Duration> span) {
    Number seconds = span.isPresent() ? seconds(field, span.get()) : null;
    if (seconds != null) {
      fields.put(field, seconds);
    }
  }

  /**
   * A span that has to be one.
   *
   * @param what its name in the error's text
   * @throws IllegalArgumentException if it is zero or negative
   */
  public static Number moreThanZero(String what, Duration span) {
    Number seconds = seconds(what, span);
    if (seconds == null) {
      throw new IllegalArgumentException("the " + what + " must be more than 0");
    }
    return seconds;
  }

  /**
   * A span as the wire has it; null for none.
   *
   * @param what its name in the error's text
   * @throws IllegalArgumentException if it is negative
   */
  public static @Nullable Number seconds(String what, Duration span) {
    if (span.isNegative()) {
      throw new IllegalArgumentException("the " + what + " is negative");
    }
    if (span.isZero()) {
      return null;
    }
    return span.getNano() == 0
        ? (Number) span.getSeconds()
        : BigDecimal.valueOf(span.getSeconds())
            .add(BigDecimal.valueOf(span.getNano(), 9))
            .stripTrailingZeros();
  }
}
