package io.dispatcherd.processors;

/**
 * What a task's broker sees to, so that the service doesn't.
 *
 * @param keeps it keeps the task until it is told of its end, and may offer it again
 * @param delays the task's delay has ended when it comes
 * @param duplicates the task has passed its rule on duplicates when it comes
 */
public record Handling(boolean keeps, boolean delays, boolean duplicates) {
  /** The service sees to everything. */
  public static final Handling OURS = new Handling(false, false, false);
}
