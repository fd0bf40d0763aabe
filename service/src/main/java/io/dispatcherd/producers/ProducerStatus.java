package io.dispatcherd.producers;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What every producer counts. Thread-safe. */
final class ProducerStatus {
  private final AtomicLong produced = new AtomicLong();
  private volatile Instant startedAt = Instant.now();

  void started() {
    startedAt = Instant.now();
  }

  void produced() {
    produced.incrementAndGet();
  }

  Map<String, Object> asMap() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("produced_count", produced.get());
    status.put(
        "uptime_seconds", Duration.between(startedAt, Instant.now()).toNanos() / 1_000_000_000.0);
    return status;
  }
}
