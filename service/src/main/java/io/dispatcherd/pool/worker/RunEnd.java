package io.dispatcherd.pool.worker;

import io.dispatcherd.messages.Outcome;

/** How the run of a task on a worker ended. */
public enum RunEnd {
  /** It ran to its end. */
  DONE(Outcome.DONE),
  /** It ran to its end, and threw. */
  FAILED(Outcome.FAILED),
  /** It put itself off. */
  SNOOZED(Outcome.RELEASED),
  /** It was told to stop, or said that it was. */
  CANCELLED(Outcome.CANCELLED),
  /** Its time was up. */
  TIMED_OUT(Outcome.TIMED_OUT),
  /** The service stops, or the task isn't its own any more. */
  INTERRUPTED(Outcome.RELEASED),
  /** Its worker died. */
  LOST(Outcome.ABANDONED);

  private final Outcome outcome;

  RunEnd(Outcome outcome) {
    this.outcome = outcome;
  }

  /** What becomes of the task. */
  public Outcome outcome() {
    return outcome;
  }

  /** Whether the run came to its end by itself. */
  public boolean isFinished() {
    return this == DONE || this == FAILED || this == SNOOZED;
  }
}
