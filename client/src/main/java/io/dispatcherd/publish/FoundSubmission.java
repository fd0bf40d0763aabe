package io.dispatcherd.publish;

import io.dispatcherd.messages.TaskMessage;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A task that runs, or waits, in a service.
 *
 * @param nodeId the service
 * @param state whether it runs, or what it waits for
 * @param number number of the worker that runs it, or its number among the waiting ones
 * @param message the task
 */
public record FoundSubmission(String nodeId, State state, int number, TaskMessage message) {
  /** Where a task is in its service. */
  public enum State {
    /** A worker has it. */
    RUNNING("worker-"),
    /** It waits for a worker. */
    QUEUED("queued-"),
    /** It waits for a duplicate to end. */
    BLOCKED("blocked-"),
    /** It waits for its time. */
    DELAYED("delayed-");

    private final String prefix;

    State(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Identity of the submission. */
  public String uuid() {
    return Objects.requireNonNullElse(message.uuid(), "");
  }

  /** The worker that runs it; empty while it waits. */
  public OptionalInt workerId() {
    return state == State.RUNNING ? OptionalInt.of(number) : OptionalInt.empty();
  }

  /** Whether a key of a reply names one. */
  static boolean isKey(String key) {
    for (State state : State.values()) {
      if (key.startsWith(state.prefix)) {
        return true;
      }
    }
    return false;
  }

  /** One as a reply has it. */
  static FoundSubmission of(String nodeId, String key, TaskMessage message) {
    for (State state : State.values()) {
      if (key.startsWith(state.prefix)) {
        int number = Integer.parseInt(key.substring(state.prefix.length()));
        return new FoundSubmission(nodeId, state, number, message);
      }
    }
    throw new IllegalArgumentException(key.toLowerCase(Locale.ROOT) + " names no task");
  }
}
