package io.dispatcherd.tasks.declared;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a failed task waits: the pause after its first attempt, which is doubled with each one
 * up to the longest. People write it {@code 1s..1h}.
 *
 * @param first the pause after the first attempt
 * @param most the longest pause, at least as long
 */
public record BackoffText(Duration first, Duration most) {
  private static final String BETWEEN = "..";

  /**
   * Checks that it is one.
   *
   * @throws IllegalArgumentException if a pause is negative, or the first is longer than the
   *     longest
   */
  public BackoffText {
    if (first.isNegative() || first.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "a back-off begins with a pause of 0 or more, and at most the longest: %s..%s"
              .formatted(first, most));
    }
  }

  /**
   * Reads what people write.
   *
   * @throws IllegalArgumentException if it is none; the error gives an example
   */
  public static BackoffText parse(String text) {
    int dots = text.indexOf(BETWEEN);
    if (dots <= 0 || dots + BETWEEN.length() == text.length()) {
      throw new IllegalArgumentException(
          "\"%s\" is no back-off; write the first and the longest pause, like 1s..1h"
              .formatted(text));
    }
    return new BackoffText(
        span(text.substring(0, dots)), span(text.substring(dots + BETWEEN.length())));
  }

  private static Duration span(String text) {
    Optional<Duration> span = DurationText.parse(text);
    return span.orElse(Duration.ZERO);
  }
}
