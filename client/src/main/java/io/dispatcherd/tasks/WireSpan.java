package io.dispatcherd.tasks;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Spans of time as messages have them: numbers of seconds. */
final class WireSpan {
  private WireSpan() {}

  static void put(Map<String, @Nullable Object> fields, String field, Optional<Duration> span) {
    Number seconds = span.isPresent() ? seconds(field, span.get()) : null;
    if (seconds != null) {
      fields.put(field, seconds);
    }
  }

  static Number moreThanZero(String what, Duration span) {
    Number seconds = seconds(what, span);
    if (seconds == null) {
      throw new IllegalArgumentException("the " + what + " must be more than 0");
    }
    return seconds;
  }

  /** A span as the wire has it; null for none. */
  static @Nullable Number seconds(String what, Duration span) {
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
