package io.dispatcherd.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields of one frame, and refuses whatever {@link FieldWriter} can't write.
 *
 * <p>Uses plain arrays: buffers take ten steps per number, which is slow until compiled, and a
 * young worker's frames all come before that.
 */
final class FieldReader {
  /** What a decoder puts in place of invalid UTF-8; it may also occur in valid text. */
  private static final int REPLACEMENT = 0xFFFD;

  private final byte[] bytes;
  private final int end;
  private int at;

  /** The fields between these indexes; at least one byte. */
  FieldReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.end = end;
    at = start;
  }

  /** The first byte; a frame always has one. */
  byte kind() {
    return bytes[at++];
  }

  boolean flag() throws IOException {
    need(Byte.BYTES);
    byte value = bytes[at++];
    if (value != 0 && value != 1) {
      throw new IOException("a flag has the value " + value);
    }
    return value == 1;
  }

  long number() throws IOException {
    need(Long.BYTES);
    long high = BigEndian.get(bytes, at);
    int low = BigEndian.get(bytes, at + Integer.BYTES);
    at += Long.BYTES;
    return high << Integer.SIZE | Integer.toUnsignedLong(low);
  }

  /** A number of things of which each takes at least one byte. */
  int count() throws IOException {
    int value = integer();
    if (value < 0 || value > end - at) {
      throw new IOException(
          "a length is given as %d, with %d bytes left".formatted(value, end - at));
    }
    return value;
  }

  int integer() throws IOException {
    need(Integer.BYTES);
    int value = BigEndian.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  String text() throws IOException {
    int length = count();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      checkUtf8(at, length);
    }
    at += length;
    return text;
  }

  private void checkUtf8(int start, int length) throws IOException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException e) {
      throw new IOException("a text is no UTF-8", e);
    }
  }

  Optional<String> optionalText() throws IOException {
    return flag() ? Optional.of(text()) : Optional.empty();
  }

  List<String> texts() throws IOException {
    int count = count();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text());
    }
    return List.copyOf(texts);
  }

  Instant instant() throws IOException {
    try {
      return Instant.ofEpochSecond(number(), integer());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IOException("an instant is out of range", e);
    }
  }

  /** One of these. */
  <E extends Enum<E>> E constant(List<E> all) throws IOException {
    int ordinal = integer();
    if (ordinal < 0 || ordinal >= all.size()) {
      throw new IOException("there is no constant " + ordinal);
    }
    return all.get(ordinal);
  }

  /** Checks that nothing is left. */
  void end() throws IOException {
    if (at < end) {
      throw new IOException("there are %d bytes too many".formatted(end - at));
    }
  }

  private void need(int count) throws IOException {
    if (end - at < count) {
      throw new IOException(
          "a field of %d bytes is missing, with %d left".formatted(count, end - at));
    }
  }
}
