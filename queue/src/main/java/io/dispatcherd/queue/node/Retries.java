package io.dispatcherd.queue.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a job is tried, and how long it waits between two attempts: the first pause, doubled
 * with each failed attempt up to the longest, a quarter more or less at random.
 *
 * @param maxAttempts how many starts a job has that says nothing itself
 * @param first the pause after the first failed attempt
 * @param most the longest pause
 */
public record Retries(int maxAttempts, Duration first, Duration most) {
  private static final double SPREAD = 0.25;
  private static final int MOST_DOUBLINGS = 40;

  /** The pause after this attempt, from 1, has failed. */
  public Duration pause(int attempt, RandomGenerator random) {
    double doubled =
        toSeconds(first) * Math.pow(2, Math.min(Math.max(attempt - 1, 0), MOST_DOUBLINGS));
    double capped = Math.min(doubled, toSeconds(most));
    double spread = capped * (1 + SPREAD * (2 * random.nextDouble() - 1));
    return Duration.ofNanos(Math.round(Math.min(spread, toSeconds(most)) * 1e9));
  }

  private static double toSeconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
