package io.dispatcherd.messages;

import java.io.IOException;
import java.io.Writer;

/** Takes text up to a size, so that what is too large is never written as a whole. */
final class BoundedWriter extends Writer {
  private final int maxBytes;
  private final StringBuilder text = new StringBuilder();
  private long bytes;

  /**
   * @param maxBytes how many bytes the text may take in UTF-8
   */
  BoundedWriter(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isExceeded() {
    return bytes > maxBytes;
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      bytes += bytesOf(characters[i]);
    }
    if (isExceeded()) {
      throw new IOException("more than " + maxBytes + " bytes");
    }
    text.append(characters, offset, length);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public String toString() {
    return text.toString();
  }

  private static int bytesOf(char character) {
    if (character < 0x80) {
      return 1;
    }
    // The two halves of a character take four bytes together.
    return character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
  }
}
