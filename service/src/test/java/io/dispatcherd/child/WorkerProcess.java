package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.SocketFrameChannel;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real worker process, and the line to it. */
final class WorkerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final FrameChannel channel;

  private WorkerProcess(Process process, FrameChannel channel) {
    this.process = process;
    this.channel = channel;
  }

  /** Starts one and sends it its setup. */
  static WorkerProcess start(WorkerSetup setup) throws IOException {
    Path folder = Files.createTempDirectory("worker");
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  WorkerMain.class.getName(),
                  socket.toString())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(Path.of("target", "worker-processes.log").toFile()))
              .start();
      FrameChannel channel = new SocketFrameChannel(server.accept());
      channel.send(new ToWorker.Configure(setup));
      return new WorkerProcess(process, channel);
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(folder);
    }
  }

  void send(ToWorker frame) throws IOException {
    channel.send(frame);
  }

  /** Waits for the next frame, which must be of this type. */
  <F extends Frame> F expect(Class<F> type) throws IOException {
    return assertInstanceOf(type, channel.receive());
  }

  /** Waits for the next frame; null when the process has gone. */
  @Nullable Frame receive() throws IOException {
    return channel.receive();
  }

  /** Waits for the end of the process. */
  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the process doesn't end");
    return process.exitValue();
  }

  Process process() {
    return process;
  }

  /** Closes the line, as the death of the service does. */
  void dropLine() {
    channel.close();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    channel.close();
  }
}
