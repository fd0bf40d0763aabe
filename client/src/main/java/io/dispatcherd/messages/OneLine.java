package io.dispatcherd.messages;

/**
 * A text of somebody else's, such as the name of an argument, as a part of a line of ours: it can
 * neither break the line, so that a log would say what nobody logged, nor give orders to a
 * terminal.
 */
public final class OneLine {
  private static final int LONGEST = 200;

  private OneLine() {}

  /**
   * The text; characters that control something are written as in JSON, and what is very long is
   * cut off.
   */
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
