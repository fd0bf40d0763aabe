package io.dispatcherd.messages;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations and counts as messages say them: {@code 5 s}, {@code 1 task}. Not for applications. */
public final class Amount {
  private static final int MILLI_DIGITS = 3;
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Amount() {}

  /** A duration in seconds, to the millisecond, such as {@code 5 s} or {@code 0.25 s}. */
  public static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), MILLI_DIGITS)
            .stripTrailingZeros()
            .toPlainString()
        + " s";
  }

  /** A duration in its two largest units, such as {@code 3 min 20 s}; short ones as seconds. */
  public static String span(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < MINUTE) {
      return seconds(duration);
    } else if (seconds < HOUR) {
      return two(seconds, MINUTE, "min", 1, "s");
    } else if (seconds < DAY) {
      return two(seconds, HOUR, "h", MINUTE, "min");
    }
    return two(seconds, DAY, "d", HOUR, "h");
  }

  private static String two(
      long seconds, long large, String largeUnit, long small, String smallUnit) {
    long rest = seconds % large / small;
    String whole = seconds / large + " " + largeUnit;
    return rest == 0 ? whole : whole + " " + rest + " " + smallUnit;
  }

  /**
   * A number of things, such as {@code 1 task} or {@code 2 tasks}.
   *
   * @param thing the name of one, which takes an s for more
   */
  public static String of(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
