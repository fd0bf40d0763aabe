package io.dispatcherd.child;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** What was thrown by code of the application, as a report can carry it. */
final class Failures {
  private static final int LONGEST = 1_000;
  private static final int LONGEST_TRACE = 16_000;

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
    return cutOff(line, LONGEST);
  }

  /** Its stack trace, cut off where that is very long. */
  static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return cutOff(trace.toString().strip(), LONGEST_TRACE);
  }

  private static String cutOff(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }

  /** Whether the JVM itself is in trouble, so that this worker had better take no other task. */
  static boolean isFatal(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }
}
