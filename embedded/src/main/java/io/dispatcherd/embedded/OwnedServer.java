package io.dispatcherd.embedded;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server that this process started and stops, and starts again if it ends by itself. */
final class OwnedServer implements RunningPostgres {

  /** Keeps servers reachable: a collected one would close its pipe, and so stop. */
  private static final Set<OwnedServer> RUNNING = ConcurrentHashMap.newKeySet();

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final ServerFolder folder;
  private final FileLease ownership;
  private final Launch launch;
  private final Consumer<String> progress;

  /** The following are written with the folder's change lock held, after the first start. */
  private volatile Started started;

  /** How long to wait before the next start; nothing if the server has lived long. */
  private Duration pause = Duration.ZERO;

  /** Starts the server of a folder. */
  @FunctionalInterface
  interface Launch {
    /**
     * Starts it, and returns when it accepts connections.
     *
     * @throws IOException if it doesn't start; the message says why
     */
    Started start() throws IOException;
  }

  /**
   * A start that has succeeded.
   *
   * @param at as {@link System#nanoTime} tells it
   */
  record Started(ServerProcess process, EmbeddedPostgresLocation location, long at) {}

  private OwnedServer(
      ServerFolder folder,
      FileLease ownership,
      Launch launch,
      Started started,
      Consumer<String> progress) {
    this.folder = folder;
    this.ownership = ownership;
    this.launch = launch;
    this.started = started;
    this.progress = progress;
  }

  /**
   * Starts a server.
   *
   * @param ownership of the folder; given back when the server is closed
   * @param progress told when the server has ended and is started again
   */
  static OwnedServer start(
      ServerFolder folder, FileLease ownership, Launch launch, Consumer<String> progress)
      throws IOException {
    OwnedServer server = new OwnedServer(folder, ownership, launch, launch.start(), progress);
    RUNNING.add(server);
    server.awaitEnd();
    return server;
  }

  private void awaitEnd() {
    var unused = started.process().end().thenRun(this::ended);
  }

  private void ended() {
    if (System.nanoTime() - started.at() > LONGEST_PAUSE.toNanos()) {
      pause = Duration.ZERO;
    }
    later(pause);
    pause = longer(pause);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void later(Duration wait) {
    if (RUNNING.contains(this)) {
      CompletableFuture.delayedExecutor(
              wait.toNanos(), TimeUnit.NANOSECONDS, OwnedServer::onAThreadOfItsOwn)
          .execute(this::startAgain);
    }
  }

  private static void onAThreadOfItsOwn(Runnable task) {
    Thread thread = new Thread(task, "embedded-postgres-restart");
    thread.setDaemon(true);
    thread.start();
  }

  @SuppressWarnings("try") // The lease is held, not used.
  private void startAgain() {
    try (FileLease change = FileLease.acquire(folder.changeLock())) {
      // It may be stopped by now, or run still, because only the shell beside it was killed.
      if (!RUNNING.contains(this) || EmbeddedPostgresLocation.isRunning(folder.path())) {
        return;
      }
      progress.accept(
          "the PostgreSQL in " + folder.path() + " has ended by itself: starting it again");
      started = launch.start();
      awaitEnd();
    } catch (IOException e) {
      progress.accept(
          "%s (trying again in %d s)".formatted(e.getMessage(), LONGEST_PAUSE.toSeconds()));
      later(LONGEST_PAUSE);
    }
  }

  @Override
  public EmbeddedPostgresLocation location() {
    return started.location();
  }

  @Override
  public boolean isOwner() {
    return true;
  }

  @Override
  @SuppressWarnings("try") // The lease is held, not used.
  public void close() {
    if (!RUNNING.remove(this)) {
      return;
    }
    try (FileLease change = FileLease.acquire(folder.changeLock())) {
      started.process().stop();
      ownership.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot stop " + location(), e);
    }
  }
}
