package io.dispatcherd.service;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several observers as one. An exception of one is logged and doesn't affect the others. */
record Observers(List<TaskObserver> observers) implements TaskObserver {
  private static final Logger log = LoggerFactory.getLogger(Observers.class);

  Observers {
    observers = List.copyOf(observers);
  }

  @Override
  public void ended(TaskMessage message, Outcome outcome, Optional<TaskResult> result) {
    for (TaskObserver observer : observers) {
      try {
        observer.ended(message, outcome, result);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        log.error("The observer {} failed at {}", observer.getClass().getName(), message, e);
      }
    }
  }
}
