package io.dispatcherd.messages;

/** What became of a delivery. */
public enum Outcome {
  /** The task ran to its end, or the command was carried out. */
  DONE,
  /** The task ran and threw. */
  FAILED,
  /** The task was cancelled or ran out of time, before or while it ran. */
  CANCELLED,
  /** The task was dropped because a duplicate of it was running or held. */
  DISCARDED,
  /** The message was malformed, named no declared task, or found the queue full. */
  REFUSED,
  /** The worker died with the task, or the service stopped before the task's turn came. */
  LOST
}
