package io.dispatcherd.rabbitmq.chaos;

import io.dispatcherd.rabbitmq.connection.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A RabbitMQ of a test's own, which may be stopped, killed and started again. For one thread. */
final class OwnRabbitMq implements AutoCloseable {
  /** Where its packages have it; what stands in the path wants another user. */
  static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofMinutes(1);

  private final Path folder;
  private final int port;
  private final int distributionPort;
  private Process process;

  OwnRabbitMq(Path folder) throws IOException {
    this.folder = folder;
    port = freePort();
    distributionPort = freePort();
    Files.writeString(folder.resolve("plugins"), "[].");
    Files.writeString(
        folder.resolve("rabbitmq.conf"), "listeners.tcp.default = 127.0.0.1:" + port + "\n");
    process = start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", port);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString());
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("HOME", folder.toString()),
                Map.entry("RABBITMQ_NODENAME", "chaos-" + port + "@localhost"),
                Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distributionPort)),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString())));
    Process started =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
            .start();
    long end = System.nanoTime() + START.toNanos();
    while (!listens()) {
      if (!started.isAlive() || System.nanoTime() - end > 0) {
        throw new IOException(
            "RabbitMQ has not started: " + Files.readString(folder.resolve("out")));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    return started;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it in order, and starts it again. */
  void restart() throws Exception {
    process.destroy();
    startAgain();
  }

  /** Kills it, and starts it again. */
  void killAndStart() throws Exception {
    process.destroyForcibly();
    startAgain();
  }

  private void startAgain() throws Exception {
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("RabbitMQ has not ended");
    }
    process = start();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
