package io.dispatcherd.messages;

/**
 * Where to report what became of a delivery, so that a broker that keeps messages until they are
 * acknowledged can let go of it or offer it again.
 *
 * <p>It is told exactly once. Implementations return at once and may be called from any thread.
 */
@FunctionalInterface
public interface Settlement {
  /** For work that no broker keeps. */
  Settlement NONE = outcome -> {};

  /** Reports the final outcome. */
  void settle(Outcome outcome);
}
