package io.dispatcherd.tasks;

import io.dispatcherd.publish.Reply;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No service has confirmed that it accepted a task: one refused it, or none answered in time. In
 * the second case it isn't known whether the task runs; {@link #uuid} finds it with the {@code
 * running} command.
 */
public final class UnconfirmedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String uuid;
  private final transient @Nullable Reply reply;

  /** The service's reply, or null if there was none. */
  public UnconfirmedException(String explanation, String uuid, @Nullable Reply reply) {
    super(explanation);
    this.uuid = uuid;
    this.reply = reply;
  }

  /** Identity of the submission. */
  public String uuid() {
    return uuid;
  }

  /** What the service answered that refused it; empty if none answered in time. */
  public Optional<Reply> reply() {
    return Optional.ofNullable(reply);
  }
}
