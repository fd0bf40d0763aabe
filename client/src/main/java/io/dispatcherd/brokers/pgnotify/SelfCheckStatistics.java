package io.dispatcherd.brokers.pgnotify;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a broker's self-checks went, over all its subscriptions. Its own monitor guards its numbers.
 */
final class SelfCheckStatistics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final boolean enabled;
  private long successes;
  private Duration total = Duration.ZERO;
  private Duration longest = Duration.ZERO;

  SelfCheckStatistics(boolean enabled) {
    this.enabled = enabled;
  }

  synchronized void succeeded(Duration took) {
    successes++;
    total = total.plus(took);
    longest = took.compareTo(longest) > 0 ? took : longest;
  }

  /** As the {@code producers} command shows it. */
  synchronized Map<String, @Nullable Object> snapshot() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("enabled", enabled);
    fields.put("success_count", successes);
    fields.put("average_time_seconds", successes == 0 ? null : seconds(total) / successes);
    fields.put("max_time_seconds", successes == 0 ? null : seconds(longest));
    return Collections.unmodifiableMap(fields);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
