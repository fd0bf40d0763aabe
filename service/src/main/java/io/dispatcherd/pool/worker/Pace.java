package io.dispatcherd.pool.worker;

import java.time.Duration;

/**
 * How quick a worker's tasks were lately, and so how many it may be sent ahead of their time: as
 * many as it will probably be through with in a moment. None, before it has shown to be quick.
 */
public final class Pace {
  /** A task that has run for so long keeps nothing waiting behind it. */
  public static final Duration PATIENCE = Duration.ofMillis(5);

  /** What is sent ahead shall not wait for longer. */
  private static final long HORIZON_NANOS = 2_000_000;

  private static final int MOST = 64;

  /** A slow task counts for as many quick ones as make this fade away. */
  private static final int MEMORY = 8;

  private long typicalNanos = 2 * HORIZON_NANOS;

  /** A task has run for so long. */
  void ran(Duration time) {
    long nanos = Math.min(2 * HORIZON_NANOS, Math.max(0, time.toNanos()));
    typicalNanos = Math.max(nanos, typicalNanos - typicalNanos / MEMORY);
  }

  /** A task runs longer than the {@link #PATIENCE}. */
  void lagged() {
    typicalNanos = 2 * HORIZON_NANOS;
  }

  /** How many it may have ahead. */
  int ahead() {
    return (int) Math.min(MOST, HORIZON_NANOS / Math.max(1, typicalNanos));
  }
}
