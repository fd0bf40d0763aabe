package io.dispatcherd.pool.scaling;

import io.dispatcherd.config.PoolSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many workers there should be: as many as tasks need at once, within the limits; and fewer
 * again when the surplus hasn't been needed for a while. Owned by the pool's thread.
 */
public final class Scaling {
  private static final Logger log = LoggerFactory.getLogger(Scaling.class);

  /** After a shortage, how long there must be enough workers before the next one is logged. */
  public static final Duration EPISODE_GAP = Duration.ofSeconds(30);

  private final PoolSettings settings;
  private final Demand demand;
  private boolean isOverLimit;

  /** From when on a shortage is logged again: one that comes and goes is logged once. */
  private Instant newsFrom = Instant.MIN;

  public Scaling(PoolSettings settings) {
    this.settings = settings;
    demand = new Demand(settings.maxWorkers());
  }

  /**
   * From now on this many tasks are running or ready. Logs if they are too many: once, until there
   * have been enough workers for {@link #EPISODE_GAP}.
   */
  public void needs(int tasks, Instant now) {
    demand.set(tasks, now);
    boolean wasOverLimit = isOverLimit;
    isOverLimit = tasks > settings.maxWorkers();
    if (isOverLimit && !wasOverLimit && !now.isBefore(newsFrom)) {
      log.warn(
          "{} tasks are running or ready, but max_workers is {}: the others wait",
          tasks,
          settings.maxWorkers());
    }
    if (isOverLimit || wasOverLimit) {
      newsFrom = now.plus(EPISODE_GAP);
    }
  }

  /** How many workers to start, given how many there are; 0 or less for none. */
  public int missing(int capacity) {
    int needed = Math.max(settings.minWorkers(), demand.current());
    return Math.min(settings.maxWorkers(), needed) - capacity;
  }

  /** How many workers may go, given how many there are and have a task; 0 or less for none. */
  public int surplus(int capacity, int busy, Instant now) {
    int lately = demand.within(settings.scaledown().surplusFor(), now);
    int reserved = busy + settings.scaledown().reserve();
    return capacity - Math.max(settings.minWorkers(), Math.max(lately, reserved));
  }

  /** The basis for scaling down: see {@link Demand#asMap}. */
  public Map<String, Object> usage(Instant now) {
    return demand.asMap(now);
  }
}
