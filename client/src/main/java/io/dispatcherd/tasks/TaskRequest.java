package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import java.util.Objects;
import java.util.Optional;

/**
 * One submission, complete but for the choice of a channel where the task has none. Immutable.
 *
 * @param message what to send; it has a uuid
 * @param queue the channel that was asked for, else the task's own; empty for the publisher's
 *     default
 */
public record TaskRequest(TaskMessage message, Optional<String> queue) {
  /** Checks that the message has a uuid. */
  public TaskRequest {
    Objects.requireNonNull(message.uuid(), "a message to submit needs a uuid");
  }

  /** Identity of the submission. */
  public String uuid() {
    return Objects.requireNonNull(message.uuid());
  }
}
