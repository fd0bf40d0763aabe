package io.dispatcherd.queue.store;

/** How a run ended, with the number that stands for it in the table {@code run}. */
public enum Outcome {
  DONE(1),
  FAILED(2),
  TIMED_OUT(3),
  CANCELLED(4),
  SNOOZED(5),
  LOST(6),
  DISCARDED(7),
  GIVEN_BACK(8);

  private final short number;

  Outcome(int number) {
    this.number = (short) number;
  }

  /** As the table has it. */
  public short number() {
    return number;
  }
}
