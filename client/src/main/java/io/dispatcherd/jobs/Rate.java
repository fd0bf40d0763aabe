package io.dispatcherd.jobs;

import java.time.Duration;

/**
 * How many jobs may start in a time, over all services.
 *
 * @param number how many, at least 1
 * @param period in which, more than zero
 */
public record Rate(int number, Duration period) {
  /** Refuses what is out of range. */
  public Rate {
    if (number < 1 || period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("a rate takes at least 1 in more than no time");
    }
  }
}
