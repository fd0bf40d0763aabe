package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One submission, complete but for the choice of a broker and channel where the task has none.
 * Immutable.
 *
 * @param message what to send; it has a uuid
 * @param queue the channel that was asked for, else the task's own; empty for the publisher's
 *     default
 * @param broker the broker's name in the configuration; empty for the publisher's default
 * @param at when it is to start; empty for at once or after the message's delay
 * @param isIdentified whether the caller has chosen the uuid
 */
public record TaskRequest(
    TaskMessage message,
    Optional<String> queue,
    Optional<String> broker,
    Optional<Instant> at,
    boolean isIdentified) {
  /** Checks that the message has a uuid. */
  public TaskRequest {
    Objects.requireNonNull(message.uuid(), "a message to submit needs a uuid");
  }

  /** For the default broker, at once or after the message's delay. */
  public TaskRequest(TaskMessage message, Optional<String> queue) {
    this(message, queue, Optional.empty(), Optional.empty(), false);
  }

  /** Identity of the submission. */
  public String uuid() {
    return Objects.requireNonNull(message.uuid());
  }
}
