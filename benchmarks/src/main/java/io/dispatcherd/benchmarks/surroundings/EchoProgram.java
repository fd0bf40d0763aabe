package io.dispatcherd.benchmarks.surroundings;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A worker that does nothing: what comes over its Unix socket goes back. */
public final class EchoProgram {
  private EchoProgram() {}

  /** Echoes until the other side hangs up. */
  public static void main(String[] args) throws IOException {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(args[0]));
      ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
      while (socket.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          socket.write(buffer);
        }
        buffer.clear();
      }
    }
  }
}
