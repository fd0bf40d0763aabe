package io.dispatcherd.publish;

import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A task that runs, or waits, in a service.
 *
 * @param nodeId the service
 * @param state whether it runs, or what it waits for
 * @param number number of the worker that runs it, or its number among the waiting ones
 * @param message the task
 */
public record FoundSubmission(String nodeId, State state, int number, TaskMessage message) {
  private static final Pattern KEY = Pattern.compile("(worker|queued|blocked|delayed)-[0-9]{1,9}");

  /** Seconds since 1970 beyond which nothing is a moment. */
  private static final double LATEST = 1e11;

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

  /** Since when it runs or waits, if the service was asked: in the future for a delayed one. */
  public Optional<Instant> since() {
    return message.fields().get("since") instanceof Number seconds
            && Math.abs(seconds.doubleValue()) < LATEST
        ? Optional.of(Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1_000)))
        : Optional.empty();
  }

  /** Whether a key of a reply names one. */
  static boolean isKey(String key) {
    return KEY.matcher(key).matches();
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
