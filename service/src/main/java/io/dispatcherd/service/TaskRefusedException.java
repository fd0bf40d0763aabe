package io.dispatcherd.service;

/** A task that the service doesn't take. The text says why, without any argument's value. */
final class TaskRefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  TaskRefusedException(String message) {
    super(message);
  }
}
