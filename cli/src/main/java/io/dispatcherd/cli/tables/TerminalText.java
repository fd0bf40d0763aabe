package io.dispatcherd.cli.tables;

/**
 * Makes text safe to show in a terminal: replies may hold escape sequences, which would change
 * colours, the title, or what is already on the screen, and marks of direction, which would show
 * what follows in another order.
 */
public final class TerminalText {
  private TerminalText() {}

  /** In one line: control characters are written as in JSON, such as {@code \\u001b}. */
  public static String line(String text) {
    return escape(text, false);
  }

  /** The same for a text of several lines. */
  public static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepsLines) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (isUnsafe(each) && !(keepsLines && each == '\n')) {
        shown.append("\\u%04x".formatted((int) each));
      } else {
        shown.append(each);
      }
    }
    return shown.toString();
  }

  private static boolean isUnsafe(char each) {
    return Character.isISOControl(each)
        || each == '\u061c'
        || each == '\u200e'
        || each == '\u200f'
        || (each >= '\u2028' && each <= '\u202e')
        || (each >= '\u2066' && each <= '\u2069');
  }
}
