package io.dispatcherd.messages;

/**
 * Makes foreign text, such as the name of an argument, safe within a line of a log or an error: it
 * can neither break the line and so forge log entries, nor control a terminal.
 */
public final class OneLine {
  private static final int LONGEST = 200;

  private OneLine() {}

  /** The text with control characters escaped as in JSON, cut off if it is very long. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (line.length() >= LONGEST) {
        return line.append('…').toString();
      }
      char character = text.charAt(i);
      if (isPrinted(character)) {
        line.append(character);
      } else {
        Json.appendEscape(line, character);
      }
    }
    return line.toString();
  }

  /**
   * Whether it neither controls something nor ends a line nor turns the direction of text round.
   */
  private static boolean isPrinted(char character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
