package io.dispatcherd.pool.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many workers were needed, and when: the basis for scaling down. A number of workers that was
 * never needed counts as not needed.
 */
final class Demand {
  /** Index n: when n workers were last needed, for numbers above the current need. */
  private final @Nullable Instant[] lastNeeded;

  private int current;

  Demand(int maxWorkers) {
    lastNeeded = new @Nullable Instant[maxWorkers + 1];
  }

  /** From now on this many workers are needed; more than the maximum count as the maximum. */
  void set(int workers, Instant now) {
    int capped = Math.min(workers, lastNeeded.length - 1);
    for (int n = capped + 1; n <= current; n++) {
      lastNeeded[n] = now;
    }
    current = capped;
  }

  int current() {
    return current;
  }

  /** The largest number of workers that was needed at some moment of the last while. */
  int within(Duration period, Instant now) {
    Instant from = now.minus(period);
    for (int n = lastNeeded.length - 1; n > current; n--) {
      Instant last = lastNeeded[n];
      if (last != null && last.isAfter(from)) {
        return n;
      }
    }
    return current;
  }

  /** Number of workers to the seconds since they were last needed, for those ever needed. */
  Map<String, Object> asMap(Instant now) {
    Map<String, Object> usage = new LinkedHashMap<>();
    for (int n = 1; n < lastNeeded.length; n++) {
      Instant last = n <= current ? now : lastNeeded[n];
      if (last != null) {
        usage.put(Integer.toString(n), Duration.between(last, now).toMillis() / 1000.0);
      }
    }
    return usage;
  }
}
