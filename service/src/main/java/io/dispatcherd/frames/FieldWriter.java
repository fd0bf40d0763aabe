package io.dispatcherd.frames;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the fields of one frame. */
final class FieldWriter {
  private final List<byte[]> fields = new ArrayList<>();
  private long length;

  FieldWriter kind(byte kind) {
    return bytes(new byte[] {kind});
  }

  FieldWriter flag(boolean value) {
    return bytes(new byte[] {(byte) (value ? 1 : 0)});
  }

  FieldWriter number(long value) {
    return bytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  FieldWriter integer(int value) {
    return bytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  FieldWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return integer(utf8.length).bytes(utf8);
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
    if (length > FrameCodec.MAX_LENGTH) {
      throw new FrameTooLongException(frame.getClass().getSimpleName(), length);
    }
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + (int) length).putInt((int) length);
    fields.forEach(buffer::put);
    return buffer.flip();
  }

  private FieldWriter bytes(byte[] bytes) {
    fields.add(bytes);
    length += bytes.length;
    return this;
  }
}
