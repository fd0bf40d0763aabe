package io.dispatcherd.brokers.socket.wire;

import io.dispatcherd.brokers.signing.Signing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How messages look on the socket.
 *
 * @param signing signs each line
 */
public record Lines(Signing signing) {
  /** Messages that are longer are sent in chunks, as every implementation does. */
  private static final int MAX_SENT_BYTES = 1024;

  /**
   * A message as one line or, if it is too large, several with a chunk each.
   *
   * @param channel what signatures say that it is for
   */
  public List<ByteBuffer> encode(String channel, String message) {
    List<ByteBuffer> lines = new ArrayList<>();
    // In JSON text a line break can only be insignificant space.
    for (String part : signing.seal(channel, message.replace('\n', ' '), MAX_SENT_BYTES)) {
      lines.add(ByteBuffer.wrap((part + '\n').getBytes(StandardCharsets.UTF_8)));
    }
    return lines;
  }
}
