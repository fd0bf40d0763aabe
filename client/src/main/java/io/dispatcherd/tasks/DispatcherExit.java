package io.dispatcherd.tasks;

/**
 * Thrown by a task to end its worker after this task; the service starts another one in its place.
 * The task itself doesn't count as failed. {@link TaskContext#exitAfterTask} does the same without
 * breaking off the task.
 */
public class DispatcherExit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Ends the worker, without a reason for its log. */
  public DispatcherExit() {
    this("the task asked its worker to exit");
  }

  /** Ends the worker; the reason goes to its log. */
  public DispatcherExit(String reason) {
    super(reason);
  }
}
