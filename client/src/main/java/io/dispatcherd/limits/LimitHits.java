package io.dispatcherd.limits;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts and logs how often each bound of one service was hit. A refusal is logged as an error,
 * waiting as a warning, and a flood of either is summed up. Thread-safe.
 */
public final class LimitHits {
  private static final Logger log = LoggerFactory.getLogger(LimitHits.class);

  private final Map<Limit, LongAdder> counts = new EnumMap<>(Limit.class);
  private final Map<Limit, PacedLog> lines = new EnumMap<>(Limit.class);

  /** All counts are 0. */
  public LimitHits() {
    for (Limit limit : Limit.values()) {
      boolean waits = limit.effect() == Limit.Effect.WAITS;
      counts.put(limit, new LongAdder());
      lines.put(limit, new PacedLog(log, waits ? Level.WARN : Level.ERROR));
    }
  }

  /**
   * Counts and logs that a bound was hit.
   *
   * @param what what arrived and what happens to it, without its content
   */
  public void hit(Limit limit, String what) {
    adder(limit).increment();
    PacedLog line = lines.get(limit);
    if (line != null) {
      String advice = limit.option().isEmpty() ? "" : ", option " + limit.option();
      line.say("%s (limit %s%s)".formatted(what, limit.wireName(), advice));
    }
  }

  /** How often a bound was hit since the start. */
  public long count(Limit limit) {
    return adder(limit).sum();
  }

  /** How often each bound was hit since the start, by its {@linkplain Limit#wireName name}. */
  public Map<String, Number> counts() {
    Map<String, Number> byName = new LinkedHashMap<>();
    counts.forEach((limit, count) -> byName.put(limit.wireName(), count.sum()));
    return byName;
  }

  private LongAdder adder(Limit limit) {
    return counts.getOrDefault(limit, new LongAdder());
  }
}
