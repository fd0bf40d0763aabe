package io.dispatcherd.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The counts of one metrics server. Thread-safe. */
final class HttpCounts {
  private final Map<HttpCount, Long> counts = new ConcurrentHashMap<>();

  void increment(HttpCount count) {
    counts.merge(count, 1L, Long::sum);
  }

  Map<String, Object> asMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (HttpCount count : HttpCount.values()) {
      fields.put(count.wireName(), counts.getOrDefault(count, 0L));
    }
    return fields;
  }
}
