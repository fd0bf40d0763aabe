package io.dispatcherd.publish;

/** A service has answered that it can't carry out a command, or none has answered. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }
}
