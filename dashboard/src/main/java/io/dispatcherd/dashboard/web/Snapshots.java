package io.dispatcherd.dashboard.web;

import java.time.Duration;

/**
 * The snapshot of this moment: all requests within a second share one, and all pages of a tick.
 * Thread-safe: the lock of this object guards its fields.
 */
public final class Snapshots {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private Snapshot current = new Snapshot();
  private long since = System.nanoTime();

  /** The one of this moment. */
  public synchronized Snapshot current() {
    return System.nanoTime() - since < MOMENT.toNanos() ? current : next();
  }

  /** A new one, on which everybody looks from now on: after a change, and for a tick. */
  public synchronized Snapshot next() {
    current = new Snapshot();
    since = System.nanoTime();
    return current;
  }
}
