package io.dispatcherd.workers;

import org.jspecify.annotations.Nullable;

/** What was thrown by code of the application, as a report can carry it. */
final class Failures {
  private static final int LONGEST = 1_000;

  private Failures() {}

  /** Its class and the first line of its text, cut off where that is very long. */
  static String oneLine(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "an unknown error";
    }
    String text = thrown.getMessage();
    if (text == null || text.isBlank()) {
      return thrown.getClass().getName();
    }
    String line = thrown.getClass().getName() + ": " + text.lines().findFirst().orElse("");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  /** Whether the JVM itself is in trouble, so that this worker had better take no other task. */
  static boolean isFatal(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }
}
