package io.dispatcherd.publish;

import java.time.Duration;

/**
 * The time at which a wait ends, independent of the wall clock.
 *
 * @param nanoTime as {@link System#nanoTime} counts
 */
record Deadline(long nanoTime) {
  /** Keeps the arithmetic far from overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  static Deadline in(Duration span) {
    Duration bounded = span.compareTo(LONGEST) < 0 ? span : LONGEST;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  /** The time left; zero once it has come. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }
}
