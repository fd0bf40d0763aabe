package io.dispatcherd.messages;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where to report what became of a delivery, so that a broker that keeps messages until they are
 * acknowledged can let go of it or offer it again.
 */
@FunctionalInterface
public interface Acknowledgeable {
  /** What {@link #acknowledge} returns if there is nothing to wait for. */
  CompletionStage<Void> ACKNOWLEDGED = CompletableFuture.completedStage(null);

  /** For work that no broker keeps. */
  Acknowledgeable NONE = acknowledgement -> ACKNOWLEDGED;

  /**
   * Reports what became of it: exactly once. Returns at once; may be called from any thread.
   *
   * @return completes when the broker has taken note; fails if it could not, and then may offer the
   *     message again
   */
  CompletionStage<Void> acknowledge(Acknowledgement acknowledgement);
}
