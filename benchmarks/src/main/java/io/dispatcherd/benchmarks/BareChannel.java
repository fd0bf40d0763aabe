package io.dispatcherd.benchmarks;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A line as workers have it, to a process that only echoes: what such a line allows. */
final class BareChannel implements AutoCloseable {
  /** About a short task's message, there and back. */
  private static final int BYTES = 200;

  private final Process process;
  private final SocketChannel socket;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

  BareChannel() throws IOException {
    Path folder = Files.createTempDirectory("echo-");
    Path path = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      process =
          new ProcessBuilder(
                  Services.java(),
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  EchoProgram.class.getName(),
                  path.toString())
              .inheritIO()
              .start();
      socket = server.accept();
    } finally {
      Folders.remove(folder);
    }
  }

  /** One round trip, in microseconds. */
  double roundTrip() throws IOException {
    long start = System.nanoTime();
    buffer.clear();
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new IOException("the echo has ended");
      }
    }
    return (System.nanoTime() - start) / 1e3;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    process.destroy();
  }
}
