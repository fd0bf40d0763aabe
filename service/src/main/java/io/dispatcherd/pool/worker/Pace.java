package io.dispatcherd.pool.worker;

import java.time.Duration;

/**
 * How quick a worker's tasks were lately, and so how many tasks it may prefetch: as many as it will
 * probably finish in a moment. None until its tasks have been quick.
 */
public final class Pace {
  /** Behind a task that has run for this long, prefetched tasks are recalled. */
  public static final Duration PATIENCE = Duration.ofMillis(5);

  /** A prefetched task should not wait longer. */
  private static final long HORIZON_NANOS = 2_000_000;

  private static final int MOST = 64;

  /** Behind a task that has run for this long, no more is claimed from a broker that keeps it. */
  public static final Duration CLAIM_PATIENCE = Duration.ofMillis(100);

  /**
   * A task that a broker keeps is claimed this much before it is needed: fetching it takes a round
   * trip to a database.
   */
  private static final long CLAIM_HORIZON_NANOS = 20_000_000;

  private static final int MOST_CLAIMED = 500;

  /** After a slow task, the estimate decays by 1/8 with each quick one. */
  private static final int MEMORY = 8;

  private long typicalNanos = 2 * HORIZON_NANOS;

  /** A task has run for this long. */
  void ran(Duration time) {
    long nanos = Math.min(2 * HORIZON_NANOS, Math.max(0, time.toNanos()));
    typicalNanos = Math.max(nanos, typicalNanos - typicalNanos / MEMORY);
  }

  /** A task runs longer than the {@link #PATIENCE}. */
  void lagged() {
    typicalNanos = 2 * HORIZON_NANOS;
  }

  /** How many tasks it may have prefetched. */
  int allowed() {
    return (int) Math.min(MOST, HORIZON_NANOS / Math.max(1, typicalNanos));
  }

  /** How many tasks to claim for it beforehand: none until its tasks have been quick. */
  int claimable() {
    return allowed() == 0
        ? 0
        : (int) Math.min(MOST_CLAIMED, CLAIM_HORIZON_NANOS / Math.max(1, typicalNanos));
  }
}
