package io.dispatcherd.child;

import java.util.StringJoiner;

/** What a worker's thread is at, as text. */
final class StackText {
  /** Calls that are told of a thread, and characters of each: no stack makes a long frame. */
  private static final int MOST_CALLS = 200;

  private static final int LONGEST_CALL = 500;

  private StackText() {}

  /** The calls, the innermost first, a line each. */
  static String of(Thread thread) {
    StackTraceElement[] calls = thread.getStackTrace();
    StringJoiner lines = new StringJoiner("\n");
    for (int call = 0; call < Math.min(calls.length, MOST_CALLS); call++) {
      String line = "  at " + calls[call];
      lines.add(line.length() > LONGEST_CALL ? line.substring(0, LONGEST_CALL) : line);
    }
    return lines.toString();
  }
}
