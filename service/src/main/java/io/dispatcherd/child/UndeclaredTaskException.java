package io.dispatcherd.child;

/** A message names a task that was not declared. */
final class UndeclaredTaskException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UndeclaredTaskException(String task) {
    super("there is no task named " + task + ": only methods and classes with @Task can be run");
  }
}
