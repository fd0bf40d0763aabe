package io.dispatcherd.messages;

/** How a task ended, in one word. {@link Acknowledgement} has the details. */
public enum Outcome {
  /** The task ran to its end, or the command was carried out. */
  DONE,
  /** The task ran and threw. */
  FAILED,
  /** The task ran out of time. */
  TIMED_OUT,
  /** The task was cancelled, before or while it ran. */
  CANCELLED,
  /** The task was dropped because a duplicate of it was running or held. */
  DISCARDED,
  /** The message was refused: see {@link Acknowledgement.Reason}. */
  REJECTED,
  /** The task was given back: the service stopped before it began, or interrupted it to stop. */
  RELEASED,
  /** The worker died with the task. */
  ABANDONED
}
