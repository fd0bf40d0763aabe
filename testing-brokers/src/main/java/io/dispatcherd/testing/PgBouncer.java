package io.dispatcherd.testing;

import io.dispatcherd.postgres.ConnectionParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A pgbouncer between a test and its PostgreSQL, on a free port of this machine. Tests that start
 * one say {@link NeedsProgram @NeedsProgram}. The caller closes it. Thread-safe.
 */
public final class PgBouncer implements AutoCloseable {
  /** What to install where there is none. */
  public static final String INSTALL = "apt-get install pgbouncer";

  private static final long START_SECONDS = 20;
  private static final int ATTEMPTS = 3;

  private final TestPostgres target;
  private final Path folder;
  private final Process process;
  private final int port;

  private PgBouncer(TestPostgres target, Path folder, Process process, int port) {
    this.target = target;
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /** When a client's server connection goes back to the pool. */
  public enum PoolMode {
    /** When the client disconnects. */
    SESSION,
    /** After each transaction. */
    TRANSACTION
  }

  /**
   * Starts one.
   *
   * @param poolSize server connections that it opens at most
   * @throws UncheckedIOException if it doesn't start; the message says what it said
   */
  public static PgBouncer start(TestPostgres target, PoolMode mode, int poolSize) {
    try {
      Path folder = Files.createTempDirectory("dispatcherd-pgbouncer-");
      for (int attempt = 1; ; attempt++) {
        // Somebody may take the port before pgbouncer does.
        Optional<PgBouncer> started = startOnce(target, folder, mode, poolSize);
        if (started.isPresent()) {
          return started.get();
        }
        if (attempt == ATTEMPTS) {
          throw new IOException(
              "pgbouncer does not start:\n" + Files.readString(folder.resolve("log")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<PgBouncer> startOnce(
      TestPostgres target, Path folder, PoolMode mode, int poolSize) throws IOException {
    int port = freePort();
    Path config = folder.resolve("pgbouncer.ini");
    Files.writeString(config, config(target, port, mode, poolSize));
    List<String> words = new ArrayList<>();
    words.add(Programs.find("pgbouncer").orElseThrow().toString());
    if ("root".equals(System.getProperty("user.name"))) {
      // It refuses to be root, and reads its files before it changes.
      words.addAll(List.of("-u", "nobody"));
    }
    words.add(config.toString());
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    PgBouncer bouncer = new PgBouncer(target, folder, process, port);
    if (bouncer.isReached()) {
      return Optional.of(bouncer);
    }
    bouncer.end();
    return Optional.empty();
  }

  private static String config(TestPostgres target, int port, PoolMode mode, int poolSize) {
    ConnectionParameters parameters = ConnectionParameters.parse(target.conninfo());
    String database = parameters.get("dbname").orElse("postgres");
    return """
    [databases]
    %s = host=%s port=%d dbname=%s user=%s %s
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = %d
    unix_socket_dir =
    auth_type = any
    pool_mode = %s
    default_pool_size = %d
    ignore_startup_parameters = extra_float_digits
    """
        .formatted(
            database,
            target.address().getAddress().getHostAddress(),
            target.address().getPort(),
            database,
            parameters.get("user").orElse("postgres"),
            parameters.password().map(it -> "password=" + it.reveal()).orElse(""),
            port,
            mode.name().toLowerCase(Locale.ROOT),
            poolSize);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Its log says when it takes connections; a connection tells the same without reading it. */
  private boolean isReached() {
    long start = System.nanoTime();
    while (process.isAlive()
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(START_SECONDS)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    return false;
  }

  /** The server, reached through here. */
  public TestPostgres postgres() {
    return target.throughPort(port);
  }

  private void end() {
    process.destroy();
    process.onExit().join();
  }

  /** Ends it; connections through it are cut. */
  @Override
  public void close() {
    end();
    try {
      Files.deleteIfExists(folder.resolve("log"));
      Files.deleteIfExists(folder.resolve("pgbouncer.ini"));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
