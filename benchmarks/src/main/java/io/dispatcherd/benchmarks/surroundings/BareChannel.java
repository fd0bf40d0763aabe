package io.dispatcherd.benchmarks.surroundings;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A line as workers have it, to a process that only echoes: what such a line allows. */
public final class BareChannel implements AutoCloseable {
  /** About a short task's message, there and back. */
  private static final int BYTES = 200;

  private final Process process;
  private final SocketChannel socket;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

  public BareChannel() throws IOException {
    this(List.of());
  }

  public BareChannel(List<String> jvmOptions) throws IOException {
    Path folder = Files.createTempDirectory("echo-");
    Path path = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      process = new ProcessBuilder(command(jvmOptions, path)).inheritIO().start();
      socket = server.accept();
    } finally {
      Folders.remove(folder);
    }
  }

  private static List<String> command(List<String> jvmOptions, Path socket) {
    List<String> command = new ArrayList<>(List.of(Services.java(), "-XX:+UseSerialGC"));
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-cp", Services.ownJar().toString(), EchoProgram.class.getName(), socket.toString()));
    return command;
  }

  /** The other side's process. */
  public long pid() {
    return process.pid();
  }

  /** One round trip, in microseconds. */
  public double roundTrip() throws IOException {
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
