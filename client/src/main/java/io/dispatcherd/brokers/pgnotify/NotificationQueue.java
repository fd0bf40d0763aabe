package io.dispatcherd.brokers.pgnotify;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How full PostgreSQL's notification queue was when a subscription last looked. All listeners of a
 * server share it; when it is full, because one of them doesn't read, nobody can publish. One
 * thread writes, any may read.
 */
final class NotificationQueue {
  /** Rare enough to cost nothing, frequent enough to see a queue of gigabytes fill. */
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private volatile OptionalDouble usage = OptionalDouble.empty();
  private volatile long nextLook = System.nanoTime();

  /** Whether it is time to look again. */
  boolean isDue(long now) {
    return now - nextLook >= 0;
  }

  /** Stores a reading; empty if the server doesn't tell. */
  void seen(OptionalDouble seen, long now) {
    usage = seen;
    nextLook = now + INTERVAL.toNanos();
  }

  /** The connection is gone: the reading is outdated, and the next connection reads at once. */
  void lost() {
    usage = OptionalDouble.empty();
    nextLook = System.nanoTime();
  }

  /** The fraction in use, from 0 to 1; empty if unknown. */
  OptionalDouble usage() {
    return usage;
  }
}
