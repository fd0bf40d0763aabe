package io.dispatcherd.queue.store;

import java.util.Arrays;
import java.util.Locale;

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

  /** What users read for the number of a table's row, such as {@code timed_out}. */
  public static String nameOf(int number) {
    if (number == GIVEN_BACK.number) {
      return "released";
    }
    return Arrays.stream(values())
        .filter(outcome -> outcome.number == number)
        .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("unknown");
  }
}
