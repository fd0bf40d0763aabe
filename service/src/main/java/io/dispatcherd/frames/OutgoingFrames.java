package io.dispatcherd.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Buffers frames for a channel that takes only what it has room for. Each is sent whole and in
 * order. Not thread-safe.
 */
final class OutgoingFrames {
  private static final int USUAL_CAPACITY = 16 << 10;

  /** What hasn't gone out, from 0 to its position. */
  private ByteBuffer buffer = ByteBuffer.allocate(USUAL_CAPACITY);

  /**
   * Adds a frame to what is to go out.
   *
   * @throws FrameTooLongException if it is too long; nothing has been added
   */
  void add(Frame frame) throws FrameTooLongException {
    ByteBuffer bytes = FrameCodec.encode(frame);
    if (buffer.remaining() < bytes.remaining()) {
      long needed = (long) buffer.position() + bytes.remaining();
      long larger = Math.max(needed, 2L * buffer.capacity());
      int capacity = Math.toIntExact(Math.min(larger, Math.max(needed, Integer.MAX_VALUE - 8L)));
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
    buffer.put(bytes);
  }

  boolean isEmpty() {
    return buffer.position() == 0;
  }

  /**
   * Writes as much as the channel takes.
   *
   * @return whether all has gone out
   */
  boolean writeTo(WritableByteChannel channel) throws IOException {
    if (isEmpty()) {
      return true;
    }
    buffer.flip();
    try {
      int written = 1;
      while (written > 0 && buffer.hasRemaining()) {
        // In parts: a heap buffer is written by way of one outside the heap, of the same size.
        int part = Math.min(buffer.remaining(), 4 * USUAL_CAPACITY);
        written = channel.write(buffer.slice(buffer.position(), part));
        buffer.position(buffer.position() + written);
      }
    } finally {
      buffer.compact();
    }
    if (isEmpty() && buffer.capacity() > 4 * USUAL_CAPACITY) {
      buffer = ByteBuffer.allocate(USUAL_CAPACITY);
    }
    return isEmpty();
  }
}
