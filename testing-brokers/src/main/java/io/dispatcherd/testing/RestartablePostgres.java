package io.dispatcherd.testing;

import io.dispatcherd.embedded.EmbeddedPostgres;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that one test has for itself, to stop it, kill it and start it again on the same
 * port. It lives in a temporary folder and doesn't write durably, so it is no measure of speed.
 * Thread-safe.
 */
public final class RestartablePostgres implements AutoCloseable {

  private final Path folder;
  private final TestPostgres connection;

  /** Null while stopped; guarded by {@code this}. */
  private @Nullable RunningPostgres server;

  private RestartablePostgres(Path folder) throws IOException {
    this.folder = folder;
    RunningPostgres started = EmbeddedPostgres.withoutDurability().start(folder, progress -> {});
    this.server = started;
    this.connection = TestPostgres.at(started.location().conninfo());
  }

  /**
   * Starts a server. The caller closes it; it ends with the JVM at the latest.
   *
   * @throws UncheckedIOException if it doesn't start; the message says what to do
   */
  public static RestartablePostgres start() {
    try {
      Path folder = Files.createTempDirectory("dispatcherd-postgres-");
      RestartablePostgres postgres = new RestartablePostgres(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop test PostgreSQL"));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException("no PostgreSQL for tests: " + e.getMessage(), e);
    }
  }

  /** How to connect to it; the same before and after a restart. */
  public TestPostgres connection() {
    return connection;
  }

  /** Stops the server as an administrator would: connections are cut. Returns when it is gone. */
  public synchronized void stop() {
    running().close();
    server = null;
  }

  /** Kills the server's main process as a crash would. Returns when it is gone. */
  public synchronized void kill() {
    ProcessHandle.of(running().location().pid()).ifPresent(ProcessHandle::destroyForcibly);
    stop();
  }

  /** Starts the server again after {@link #stop()} or {@link #kill()}, on the same port. */
  public synchronized void restart() {
    if (server != null) {
      throw new IllegalStateException("the server runs: call stop() or kill() first");
    }
    try {
      server = EmbeddedPostgres.withoutDurability().start(folder, progress -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start again: " + e.getMessage(), e);
    }
  }

  /** Stops the server if it runs and removes its folder. Closing twice does nothing more. */
  @Override
  public synchronized void close() {
    if (server != null) {
      stop();
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }

  private synchronized RunningPostgres running() {
    if (server == null) {
      throw new IllegalStateException("the server is stopped: call restart()");
    }
    return server;
  }
}
