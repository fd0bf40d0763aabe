package io.dispatcherd.processors;

import java.util.Optional;

/**
 * What a task's broker sees to, so that the service doesn't.
 *
 * @param keeps it keeps the task until it is told of its end, and may offer it again
 * @param delays the task's delay has ended when it comes
 * @param duplicates the task has passed its rule on duplicates when it comes
 * @param kept the broker's side of a task that it keeps; empty if there is none
 */
public record Handling(boolean keeps, boolean delays, boolean duplicates, Optional<Kept> kept) {
  /** The service sees to everything. */
  public static final Handling OURS = new Handling(false, false, false);

  /** Without more to be said or told. */
  public Handling(boolean keeps, boolean delays, boolean duplicates) {
    this(keeps, delays, duplicates, Optional.empty());
  }
}
