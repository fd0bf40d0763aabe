package io.dispatcherd.frames;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Collects the fields of one frame, as {@link FieldReader} takes them. */
final class FieldWriter {
  /** Enough for most frames. */
  private static final int FIRST_CAPACITY = 512;

  private byte[] bytes = new byte[FIRST_CAPACITY];

  /** Where the next field goes: behind the room for the frame's length, and those before. */
  private int at = Integer.BYTES;

  FieldWriter kind(byte kind) {
    makeRoom(Byte.BYTES);
    bytes[at++] = kind;
    return this;
  }

  FieldWriter flag(boolean value) {
    return kind((byte) (value ? 1 : 0));
  }

  FieldWriter number(long value) {
    return integer((int) (value >>> Integer.SIZE)).integer((int) value);
  }

  FieldWriter integer(int value) {
    makeRoom(Integer.BYTES);
    BigEndian.put(bytes, at, value);
    at += Integer.BYTES;
    return this;
  }

  FieldWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    integer(utf8.length);
    makeRoom(utf8.length);
    System.arraycopy(utf8, 0, bytes, at, utf8.length);
    at += utf8.length;
    return this;
  }

  FieldWriter optionalText(Optional<String> value) {
    flag(value.isPresent());
    value.ifPresent(this::text);
    return this;
  }

  FieldWriter texts(List<String> values) {
    integer(values.size());
    values.forEach(this::text);
    return this;
  }

  FieldWriter instant(Instant value) {
    return number(value.getEpochSecond()).integer(value.getNano());
  }

  /** One of these. */
  <E extends Enum<E>> FieldWriter constant(List<E> all, E value) {
    return integer(all.indexOf(value));
  }

  /** The whole frame, its length first. */
  ByteBuffer frame(Frame frame) throws FrameTooLongException {
    int length = at - Integer.BYTES;
    if (length > FrameCodec.MAX_LENGTH) {
      throw new FrameTooLongException(frame.getClass().getSimpleName(), length);
    }
    BigEndian.put(bytes, 0, length);
    return ByteBuffer.wrap(bytes, 0, at);
  }

  private void makeRoom(int count) {
    int needed = Math.addExact(at, count);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - Long.BYTES, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }
}
