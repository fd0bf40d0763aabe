package io.dispatcherd.publish;

/** A command failed: a service answered with an error, or none answered. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }
}
