package io.dispatcherd.jobs;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The workflows that a broker keeps. Thread-safe.
 *
 * <p>Every method may throw a {@link io.dispatcherd.brokers.BrokerException} if the broker can't be
 * reached.
 */
public interface Workflows {
  /** The workflow with this uuid; empty if there is none, or its history has been dropped. */
  Optional<WorkflowInfo> find(String uuid);

  /**
   * Cancels all that hasn't ended of a workflow: what waits at once, what runs is interrupted.
   *
   * @return how many steps; empty if there is no such workflow
   */
  OptionalInt cancel(String uuid);

  /**
   * Runs all steps again that have ended without being done, and what was cancelled because of
   * them.
   *
   * @return how many steps; empty if there is no such workflow
   */
  OptionalInt retry(String uuid);

  /**
   * Runs a step again and all behind it, those that are done too. What hasn't ended goes on.
   *
   * @return how many steps; empty if there is no such workflow or step
   */
  OptionalInt retry(String uuid, String step);
}
