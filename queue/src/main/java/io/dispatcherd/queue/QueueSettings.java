package io.dispatcherd.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of one queue. What it says holds for all services: it is written into
 * the queue's row. What it is silent about stays as it is there. Immutable.
 *
 * @param weight how often jobs are taken from it, in proportion to the service's other queues
 * @param row what the row is to hold, by the names of its columns; null takes a limit away
 */
public record QueueSettings(int weight, Map<String, @Nullable Object> row) {
  /** All defaults. */
  public static final QueueSettings DEFAULT = new QueueSettings(1, Map.of());

  /** Copies the map. */
  public QueueSettings {
    row = Collections.unmodifiableMap(new LinkedHashMap<>(row));
  }

  /** Gathers what a row is to hold. For one thread. */
  static final class Row {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    Row put(String column, @Nullable Object value) {
      values.put(column, value);
      return this;
    }

    Row putTime(String column, Optional<Duration> time) {
      return put(column, time.map(Row::interval).orElse(null));
    }

    Row putRate(Optional<Rate> rate) {
      return put("rate_number", rate.map(Rate::number).orElse(null))
          .putTime("rate_period", rate.map(Rate::period));
    }

    Map<String, @Nullable Object> values() {
      return values;
    }

    /** As PostgreSQL reads an interval. */
    private static String interval(Duration time) {
      return "%d.%06d seconds".formatted(time.toSeconds(), time.toNanosPart() / 1000);
    }
  }
}
