package io.dispatcherd.service;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import java.util.Optional;

/**
 * Is told how tasks end. Called on the service's event loop, so it must return at once and not
 * throw.
 */
@FunctionalInterface
public interface TaskObserver {
  /** For services without an observer. */
  TaskObserver NOBODY = (message, outcome, result) -> {};

  /**
   * A task has ended, or was refused.
   *
   * @param result how its run ended; empty if it has not run to an end
   */
  void ended(TaskMessage message, Outcome outcome, Optional<TaskResult> result);
}
