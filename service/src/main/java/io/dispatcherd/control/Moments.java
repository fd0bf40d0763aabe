package io.dispatcherd.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Moments in replies: seconds since 1970, as the field {@code time_pub} of messages has them. */
final class Moments {
  private static final double NANOS = 1_000_000_000.0;

  private Moments() {}

  /** Adds since when something is the case, and for how many seconds. */
  static void addTo(Map<String, @Nullable Object> reply, Duration ago, Instant now) {
    reply.put("since", epochSeconds(now.minus(ago)));
    reply.put("seconds", seconds(ago));
  }

  static double epochSeconds(Instant moment) {
    return moment.getEpochSecond() + moment.getNano() / NANOS;
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
