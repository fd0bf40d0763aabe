package io.dispatcherd.child;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Describes what the application's code threw. The methods of a throwable are the application's
 * code too, and may throw themselves.
 */
final class Failures {
  private static final int LONGEST = 1_000;
  private static final int LONGEST_TRACE = 16_000;

  private Failures() {}

  /** Its class and the first line of its text, cut off where that is very long. */
  static String oneLine(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "an unknown error";
    }
    String text = text(thrown);
    if (text.isBlank()) {
      return thrown.getClass().getName();
    }
    String line = thrown.getClass().getName() + ": " + text.lines().findFirst().orElse("");
    return cutOff(line, LONGEST);
  }

  /** Its text; empty if it has none. */
  static String text(Throwable thrown) {
    try {
      String text = thrown.getMessage();
      return text == null ? "" : text;
    } catch (Throwable e) {
      return "its getMessage() threw " + e.getClass().getName();
    }
  }

  /** Its stack trace, cut off where that is very long. */
  static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    try {
      thrown.printStackTrace(new PrintWriter(trace, true));
    } catch (Throwable e) {
      trace.write("\n(the rest can't be told: %s)".formatted(e.getClass().getName()));
    }
    return cutOff(trace.toString().strip(), LONGEST_TRACE);
  }

  /**
   * Logs it with its stack trace. If its own methods throw, or its causes form a cycle, only its
   * class and place are logged.
   */
  static void log(Consumer<Throwable> log, Throwable thrown) {
    try {
      log.accept(thrown);
    } catch (Throwable e) {
      log.accept(standIn(thrown, e));
    }
  }

  private static Throwable standIn(Throwable thrown, Throwable problem) {
    Throwable standIn =
        new IllegalStateException(
            "%s, which can't be logged as it is: that threw %s"
                .formatted(thrown.getClass().getName(), problem.getClass().getName()));
    try {
      standIn.setStackTrace(thrown.getStackTrace());
    } catch (Throwable e) {
      // Its place is unknown too.
    }
    return standIn;
  }

  private static String cutOff(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }

  /** Whether the JVM itself is in trouble, so that this worker should take no further task. */
  static boolean isFatal(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }
}
