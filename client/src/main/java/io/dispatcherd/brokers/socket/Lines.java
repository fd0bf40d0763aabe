package io.dispatcherd.brokers.socket;

import io.dispatcherd.messages.ChunkSplitter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How messages look on the socket. */
final class Lines {
  /** Messages that are longer are sent in chunks, as every implementation does. */
  private static final int MAX_SENT_BYTES = 1024;

  /** What is longer is taken for garbage. */
  static final int MAX_RECEIVED_BYTES = 1 << 20;

  private Lines() {}

  /** A message as one line or, if it is too large, several with a chunk each. */
  static List<ByteBuffer> encode(String message) {
    List<ByteBuffer> lines = new ArrayList<>();
    // In JSON text a line break can only be insignificant space.
    for (String part : ChunkSplitter.split(message.replace('\n', ' '), MAX_SENT_BYTES)) {
      lines.add(ByteBuffer.wrap((part + '\n').getBytes(StandardCharsets.UTF_8)));
    }
    return lines;
  }
}
