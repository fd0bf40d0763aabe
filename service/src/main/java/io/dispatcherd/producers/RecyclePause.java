package io.dispatcherd.producers;

import java.time.Duration;

/**
 * How long a broken connection rests before it is made again: a quarter of a second at first, twice
 * as long after each failure in a row, and no longer than 15 seconds. Owned by one thread.
 */
final class RecyclePause {
  static final Duration FIRST = Duration.ofMillis(250);
  static final Duration LONGEST = Duration.ofSeconds(15);

  private Duration next = FIRST;

  /** The pause after the next failure. */
  Duration next() {
    return next;
  }

  /** There was a failure, and its pause is over. */
  void over() {
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  /** The connection was made: the next failure is the first of a row. */
  void connected() {
    next = FIRST;
  }
}
