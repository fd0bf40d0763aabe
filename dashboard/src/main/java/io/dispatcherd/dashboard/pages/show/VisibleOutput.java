package io.dispatcherd.dashboard.pages.show;

import gg.jte.TemplateOutput;

/**
 * Collects a page, with a visible sign for each character that a browser would drop or refuse:
 * control characters, halves of surrogate pairs, and those that are no characters. Not thread-safe.
 */
public final class VisibleOutput implements TemplateOutput {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int DELETE = 0x7f;
  private static final int LAST_CONTROL = 0x9f;
  private static final int CONTROL_PICTURES = 0x2400;
  private static final char PICTURE_OF_DELETE = '\u2421';
  private static final char REPLACEMENT = '\ufffd';
  private static final int LOW_BITS = 0xfffe;

  private final StringBuilder text = new StringBuilder(32_768);

  @Override
  public void writeContent(String value) {
    writeContent(value, 0, value.length());
  }

  @Override
  public void writeContent(String value, int beginIndex, int endIndex) {
    int copied = beginIndex;
    int index = beginIndex;
    while (index < endIndex) {
      int character = value.codePointAt(index);
      int length = Character.charCount(character);
      if (needsSign(character)) {
        text.append(value, copied, index).append(sign(character));
        copied = index + length;
      }
      index += length;
    }
    text.append(value, copied, endIndex);
  }

  /** What was written so far. */
  @Override
  public String toString() {
    return text.toString();
  }

  /** The text as it is shown, where no template writes it. */
  public static String visible(String value) {
    VisibleOutput output = new VisibleOutput();
    output.writeContent(value);
    return output.toString();
  }

  private static boolean needsSign(int character) {
    if (character < FIRST_PRINTABLE) {
      return character != '\n' && character != '\t';
    }
    return (character >= DELETE && character <= LAST_CONTROL)
        || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE)
        || (character & LOW_BITS) == LOW_BITS;
  }

  private static char sign(int character) {
    if (character < FIRST_PRINTABLE) {
      return (char) (CONTROL_PICTURES + character);
    }
    return character == DELETE ? PICTURE_OF_DELETE : REPLACEMENT;
  }
}
