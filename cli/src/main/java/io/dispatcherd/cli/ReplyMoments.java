package io.dispatcherd.cli;

import io.dispatcherd.cli.logging.TextLayout;
import io.dispatcherd.messages.Amount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Times and durations of a reply in readable form, for tables; other formats keep the numbers. */
final class ReplyMoments {
  /** Fields with seconds since 1970. */
  private static final Set<String> MOMENTS = Set.of("time_pub", "since", "next_run");

  /** With {@code since}: how many seconds ago; negative if it is still to come. */
  private static final String SECONDS = "seconds";

  private static final double LONGEST = 1e12;

  private ReplyMoments() {}

  /** The row with readable times; since when and how long come first. */
  static Map<String, @Nullable Object> readable(Map<String, @Nullable Object> row, TimeZone zone) {
    Map<String, @Nullable Object> readable = new LinkedHashMap<>();
    if (row.get("since") instanceof Number && row.get(SECONDS) instanceof Number seconds) {
      readable.put("since", row.get("since"));
      readable.put("for", span(seconds.doubleValue()));
      row.forEach((name, value) -> putOther(readable, name, value));
    } else {
      readable.putAll(row);
    }
    readable.replaceAll(
        (name, value) ->
            MOMENTS.contains(name) && value instanceof Number number
                ? moment(number, zone)
                : value);
    return readable;
  }

  private static void putOther(
      Map<String, @Nullable Object> readable, String name, @Nullable Object value) {
    if (!name.equals(SECONDS)) {
      readable.putIfAbsent(name, value);
    }
  }

  private static Object moment(Number epochSeconds, TimeZone zone) {
    double seconds = epochSeconds.doubleValue();
    if (!(Math.abs(seconds) < LONGEST)) {
      return epochSeconds;
    }
    StringBuilder text = new StringBuilder();
    TextLayout.appendTime(text, Math.round(seconds * TimeUnit.SECONDS.toMillis(1)), zone);
    return text.toString();
  }

  private static String span(double seconds) {
    Duration span = Duration.ofMillis(Math.round(Math.abs(seconds) * 1000));
    return seconds < 0 ? "in " + Amount.span(span) : Amount.span(span);
  }
}
