package io.dispatcherd.dashboard.pages.show;

import java.time.Duration;
import java.util.Locale;

/** Numbers as pages write them: short, always in the same form, so that they don't jump. */
public final class Numbers {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;
  private static final int TEN = 10;
  private static final int HUNDRED = 100;
  private static final int KIBI = 1024;
  private static final double LEAST_RATE = 0.05;

  /** Between a number and its unit: no line break, and none that a screen reader would miss. */
  private static final char NARROW = '\u202f';

  private Numbers() {}

  /** Such as {@code 12,345}. */
  public static String count(long number) {
    return format("%,d", number);
  }

  /** A number per minute, such as {@code 0.3}, {@code 12.0} or {@code 1,204}. */
  public static String rate(double perMinute) {
    if (perMinute <= 0) {
      return "0";
    }
    if (perMinute < LEAST_RATE) {
      return "< 0.1";
    }
    return format(perMinute < HUNDRED ? "%.1f" : "%,.0f", perMinute);
  }

  /** A part of one, such as {@code 0.4 %}; what is more than nothing is never 0. */
  public static String percent(double part) {
    double percent = part * HUNDRED;
    if (percent > 0 && percent < LEAST_RATE) {
      return "< 0.1" + NARROW + "%";
    }
    // 99.96 % failed is not all.
    double shown = percent < HUNDRED ? Math.min(percent, 99.9) : HUNDRED;
    return format(shown == 0 || shown == HUNDRED ? "%.0f" : "%.1f", shown) + NARROW + "%";
  }

  /**
   * Such as {@code 4 ms}, {@code 12.3 s}, {@code 5 min 02 s}, {@code 3 h 07 min}, {@code 2 d 4 h}.
   */
  public static String duration(Duration duration) {
    Duration time = duration.isNegative() ? Duration.ZERO : duration;
    long seconds = time.toSeconds();
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return unit(Long.toString(time.toMillis()), "ms");
    }
    if (seconds < MINUTE) {
      return unit(format("%.1f", Math.floor(time.toMillis() / (double) HUNDRED) / TEN), "s");
    }
    if (seconds < HOUR) {
      return two(seconds / MINUTE, "min", "%02d", seconds % MINUTE, "s");
    }
    if (seconds < DAY) {
      return two(seconds / HOUR, "h", "%02d", seconds % HOUR / MINUTE, "min");
    }
    return two(seconds / DAY, "d", "%d", seconds % DAY / HOUR, "h");
  }

  /** One unit only, for axes and ages: {@code 45 s}, {@code 3 min}, {@code 2 h}, {@code 5 d}. */
  public static String about(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < MINUTE) {
      return unit(Long.toString(seconds), "s");
    }
    if (seconds < HOUR) {
      return unit(Long.toString(seconds / MINUTE), "min");
    }
    return seconds < DAY
        ? unit(Long.toString(seconds / HOUR), "h")
        : unit(count(seconds / DAY), "d");
  }

  /** Such as {@code 310 MiB}. */
  public static String bytes(long bytes) {
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < KIBI) {
      return unit(Long.toString(Math.max(0, bytes)), "B");
    }
    double number = bytes;
    int index = -1;
    while (number >= KIBI && index < units.length - 1) {
      number /= KIBI;
      index++;
    }
    return unit(format(number < TEN ? "%.1f" : "%,.0f", number), units[index]);
  }

  /** {@code 1 job}, {@code 2,300 jobs}. */
  public static String of(long number, String one, String many) {
    return count(number) + " " + (number == 1 ? one : many);
  }

  private static String two(long first, String unit, String rest, long second, String other) {
    return unit(count(first), unit) + " " + unit(format(rest, second), other);
  }

  private static String unit(String number, String unit) {
    return number + NARROW + unit;
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
