package io.dispatcherd.messages;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes the report of how a delivery ended, so that a broker that keeps messages can delete it or
 * offer it again.
 */
@FunctionalInterface
public interface Acknowledgeable {
  /** What {@link #acknowledge} returns if there is nothing to wait for. */
  CompletionStage<Void> ACKNOWLEDGED = CompletableFuture.completedStage(null);

  /** For work without a broker that keeps it. */
  Acknowledgeable NONE = acknowledgement -> ACKNOWLEDGED;

  /**
   * Reports how it ended: exactly once. Returns at once; may be called from any thread.
   *
   * @return completes when the broker has recorded it; fails if it could not, and then the broker
   *     may offer the message again
   */
  CompletionStage<Void> acknowledge(Acknowledgement acknowledgement);
}
