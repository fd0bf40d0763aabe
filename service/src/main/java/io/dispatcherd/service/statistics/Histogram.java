package io.dispatcherd.service.statistics;

import java.time.Duration;

/**
 * How often something took how long, in buckets. Counting allocates nothing. Owned by one thread.
 */
final class Histogram {
  private final long[] counts = new long[TimeDistribution.BOUNDS.size() + 1];
  private double seconds;

  void add(Duration time) {
    double took = Math.max(0, time.getSeconds() + time.getNano() / 1e9);
    int bucket = 0;
    while (bucket < TimeDistribution.BOUNDS.size() && took > TimeDistribution.BOUNDS.get(bucket)) {
      bucket++;
    }
    counts[bucket]++;
    seconds += took;
  }

  TimeDistribution read() {
    return TimeDistribution.of(counts, seconds);
  }
}
