package io.dispatcherd.tasks;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a task that failed and would fail again: it is dead at once, however many attempts it
 * has left. Where nothing keeps the task, as with {@code pg_notify}, it is a failure like others.
 */
public class NoRetry extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With an explanation. */
  public NoRetry(String message) {
    super(message);
  }

  /** With an explanation and a cause. */
  public NoRetry(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Because of what went wrong. */
  public NoRetry(Throwable cause) {
    super(cause.toString(), cause);
  }
}
