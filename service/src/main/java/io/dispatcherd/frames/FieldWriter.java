package io.dispatcherd.frames;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Collects the fields of one frame. */
final class FieldWriter {
  /** Enough for most frames. */
  private static final int FIRST_CAPACITY = 512;

  /** Room for the frame's length, then its fields. */
  private ByteBuffer out = ByteBuffer.allocate(FIRST_CAPACITY).position(Integer.BYTES);

  FieldWriter kind(byte kind) {
    room(Byte.BYTES).put(kind);
    return this;
  }

  FieldWriter flag(boolean value) {
    room(Byte.BYTES).put((byte) (value ? 1 : 0));
    return this;
  }

  FieldWriter number(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  FieldWriter integer(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  FieldWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
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

  /** The whole frame, its length first. */
  ByteBuffer frame(Frame frame) throws FrameTooLongException {
    int length = out.position() - Integer.BYTES;
    if (length > FrameCodec.MAX_LENGTH) {
      throw new FrameTooLongException(frame.getClass().getSimpleName(), length);
    }
    return out.putInt(0, length).flip();
  }

  private ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      int needed = Math.addExact(out.position(), bytes);
      int doubled = (int) Math.min(Integer.MAX_VALUE - Long.BYTES, 2L * out.capacity());
      out = ByteBuffer.allocate(Math.max(needed, doubled)).put(out.flip());
    }
    return out;
  }
}
