package io.dispatcherd.pool.worker;

import io.dispatcherd.messages.Outcome;

/** How the run of a task on a worker ended. */
public enum RunEnd {
  /** It ran to its end. */
  DONE(Outcome.DONE),
  /** It ran to its end, and threw. */
  FAILED(Outcome.FAILED),
  /** It was told to stop, or said that it was. */
  CANCELLED(Outcome.CANCELLED),
  /** Its time was up. */
  TIMED_OUT(Outcome.CANCELLED),
  /** Its worker died. */
  LOST(Outcome.LOST);

  private final Outcome outcome;

  RunEnd(Outcome outcome) {
    this.outcome = outcome;
  }

  /** What the broker is told. */
  public Outcome outcome() {
    return outcome;
  }
}
