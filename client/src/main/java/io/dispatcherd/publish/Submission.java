package io.dispatcherd.publish;

import io.dispatcherd.messages.TaskMessage;
import java.util.Objects;

/**
 * A task that was handed to a broker.
 *
 * @param queue the channel that it was sent on
 * @param message what was sent, its uuid and every default filled in
 */
public record Submission(String queue, TaskMessage message) {
  /** Identity of this submission, as {@code running} and {@code cancel} know it. */
  public String uuid() {
    return Objects.requireNonNull(message.uuid(), "a submitted message has a uuid");
  }
}
