package io.dispatcherd.metrics;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The counts of one metrics server. Thread-safe. */
final class HttpCounts {
  private final Map<HttpCount, Long> counts = new ConcurrentHashMap<>();
  private final LimitHits hits;

  /** Counts of a server whose clients' hits of bounds are counted there. */
  HttpCounts(LimitHits hits) {
    this.hits = hits;
  }

  /** A client hit a bound. */
  void hit(Limit limit, String what) {
    hits.hit(limit, "Refused a client of the metrics server: " + what);
  }

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
