package io.dispatcherd.tasks.binding;

/**
 * The arguments of a message don't fit the task. The text names the argument and what was expected;
 * it never quotes a value.
 */
public final class ArgumentException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ArgumentException(String message) {
    super(message);
  }
}
