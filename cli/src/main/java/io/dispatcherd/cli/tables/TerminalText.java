package io.dispatcherd.cli.tables;

/**
 * Makes text safe to show in a terminal: replies may hold escape sequences, which would change
 * colours, the title, or what is already on the screen.
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
      if (Character.isISOControl(each) && !(keepsLines && each == '\n')) {
        shown.append("\\u%04x".formatted((int) each));
      } else {
        shown.append(each);
      }
    }
    return shown.toString();
  }
}
