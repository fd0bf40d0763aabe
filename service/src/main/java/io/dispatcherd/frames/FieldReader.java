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
 * Takes the fields of one frame off its bytes, refusing whatever {@link FieldWriter} can't write.
 */
final class FieldReader {
  private final ByteBuffer in;

  FieldReader(byte[] body) {
    in = ByteBuffer.wrap(body);
  }

  /** The first byte; a frame always has one. */
  byte kind() {
    return in.get();
  }

  boolean flag() throws IOException {
    need(1);
    byte value = in.get();
    if (value != 0 && value != 1) {
      throw new IOException("a flag has the value " + value);
    }
    return value == 1;
  }

  long number() throws IOException {
    need(Long.BYTES);
    return in.getLong();
  }

  /** A number of things of which each takes at least one byte. */
  int count() throws IOException {
    int value = integer();
    if (value < 0 || value > in.remaining()) {
      throw new IOException(
          "a length is given as %d, with %d bytes left".formatted(value, in.remaining()));
    }
    return value;
  }

  int integer() throws IOException {
    need(Integer.BYTES);
    return in.getInt();
  }

  String text() throws IOException {
    int length = count();
    ByteBuffer utf8 = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
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

  <E extends Enum<E>> E constant(Class<E> type) throws IOException {
    String name = text();
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new IOException("a %s is none of those known".formatted(type.getSimpleName()), e);
    }
  }

  /** Checks that nothing is left. */
  void end() throws IOException {
    if (in.hasRemaining()) {
      throw new IOException("there are %d bytes too many".formatted(in.remaining()));
    }
  }

  private void need(int bytes) throws IOException {
    if (in.remaining() < bytes) {
      throw new IOException(
          "a field of %d bytes is missing, with %d left".formatted(bytes, in.remaining()));
    }
  }
}
