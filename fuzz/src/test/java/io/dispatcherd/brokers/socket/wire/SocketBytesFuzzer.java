package io.dispatcherd.brokers.socket.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes on the socket are lines, however they are cut, or too long. */
public final class SocketBytesFuzzer {
  private static final int MOST = 1024;

  private SocketBytesFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (!lines(input, input.length).equals(lines(input, 1))) {
      throw new IllegalStateException("the lines depend on how they came");
    }
  }

  private static List<String> lines(byte[] input, int atOnce) {
    LineDecoder decoder = new LineDecoder(MOST);
    List<String> lines = new ArrayList<>();
    try {
      for (int from = 0; from < input.length; from += atOnce) {
        decoder.add(ByteBuffer.wrap(input, from, Math.min(atOnce, input.length - from)), lines);
      }
      decoder.finish(lines);
    } catch (LineDecoder.LineTooLongException e) {
      lines.add("too long");
    }
    return lines;
  }
}
