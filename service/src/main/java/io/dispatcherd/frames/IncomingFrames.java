package io.dispatcherd.frames;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the frames off a stream of bytes as they become whole. Memory grows with what arrives, not
 * with the length that a frame claims. For one thread.
 */
final class IncomingFrames {
  private static final int USUAL_CAPACITY = 64 << 10;

  /** Bytes read and not taken yet, from 0 to its position. */
  private ByteBuffer buffer = ByteBuffer.allocate(USUAL_CAPACITY);

  /** Start of the first frame that isn't taken yet. */
  private int start;

  private int lastLength;

  /**
   * Reads what is there, once.
   *
   * @return the number of bytes; negative at the end of the stream
   */
  int read(ReadableByteChannel channel) throws IOException {
    makeRoom();
    // A heap buffer is filled by way of one outside the heap, as large as there is room for.
    buffer.limit(Math.min(buffer.capacity(), buffer.position() + USUAL_CAPACITY));
    try {
      return channel.read(buffer);
    } finally {
      buffer.limit(buffer.capacity());
    }
  }

  /**
   * Takes the next whole frame; null if there is none yet.
   *
   * @throws IOException if what came is no frame
   */
  @Nullable Frame take() throws IOException {
    int length = FrameCodec.wholeLength(buffer.array(), start, buffer.position());
    if (length == 0) {
      return null;
    }
    lastLength = length;
    int body = start + Integer.BYTES;
    start = body + length;
    return FrameCodec.decode(buffer.array(), body, start);
  }

  /** How many bytes the frame took that was {@linkplain #take taken} last. */
  int lastLength() {
    return lastLength;
  }

  /** Checks that the stream hasn't ended within a frame. */
  void end() throws IOException {
    int left = buffer.position() - start;
    if (left > 0) {
      throw new EOFException("the line ended within a frame, after %d bytes".formatted(left));
    }
  }

  private void makeRoom() {
    int left = buffer.position() - start;
    if (left == 0 && buffer.capacity() > USUAL_CAPACITY) {
      buffer = ByteBuffer.allocate(USUAL_CAPACITY);
    } else if (left <= buffer.capacity() / 2) {
      buffer.flip().position(start);
      buffer.compact();
    } else if (!buffer.hasRemaining() || start > 0) {
      ByteBuffer larger = ByteBuffer.allocate(2 * buffer.capacity());
      buffer.flip().position(start);
      buffer = larger.put(buffer);
    }
    start = 0;
  }
}
