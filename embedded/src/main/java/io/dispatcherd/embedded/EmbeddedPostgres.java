package io.dispatcherd.embedded;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresProvider;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Starts PostgreSQL from the programs on the class path, on a free port of 127.0.0.1 and with a
 * random password. Works for root too. Immutable and thread-safe.
 *
 * <p>The server ends with the process that started it: by {@link RunningPostgres#close}, at its
 * exit, or within moments when it is killed. If it ends by itself before that, it is started again.
 * A later start in the folder finds the data again, on the same port if that is still free.
 */
public final class EmbeddedPostgres implements EmbeddedPostgresProvider {

  private static final int PASSWORD_BYTES = 24;

  private static final List<String> ALWAYS =
      List.of("timezone=UTC", "log_timezone=UTC", "max_connections=200", "shared_buffers=32MB");
  private static final List<String> FAST = List.of("fsync=off", "full_page_writes=off");

  private final boolean durable;
  private final Function<Boolean, List<ServerUser>> users;

  /** A provider whose servers keep their data whatever happens. */
  public EmbeddedPostgres() {
    this(true, ServerUser::candidates);
  }

  EmbeddedPostgres(boolean durable, Function<Boolean, List<ServerUser>> users) {
    this.durable = durable;
    this.users = users;
  }

  /** A provider for tests: faster, but a crash of the machine may destroy the data. */
  public static EmbeddedPostgres withoutDurability() {
    return new EmbeddedPostgres(false, ServerUser::candidates);
  }

  @Override
  @SuppressWarnings("try") // The lease is held, not used.
  public RunningPostgres start(Path path, Consumer<String> progress) throws IOException {
    ServerFolder folder = ServerFolder.open(path);
    try (FileLease change = awaitTurn(folder, progress)) {
      Optional<FileLease> ownership = FileLease.tryAcquire(folder.ownerLock());
      if (ownership.isEmpty()) {
        return new AdoptedServer(locate(folder));
      }
      boolean started = false;
      try {
        OwnedServer server =
            OwnedServer.start(folder, ownership.get(), () -> launch(folder, progress), progress);
        started = true;
        return server;
      } finally {
        if (!started) {
          ownership.get().close();
        }
      }
    }
  }

  private static FileLease awaitTurn(ServerFolder folder, Consumer<String> progress)
      throws IOException {
    Optional<FileLease> free = FileLease.tryAcquire(folder.changeLock());
    if (free.isPresent()) {
      return free.get();
    }
    progress.accept("another process starts or stops PostgreSQL in " + folder.path() + ": waiting");
    return FileLease.acquire(folder.changeLock());
  }

  private static EmbeddedPostgresLocation locate(ServerFolder folder) throws IOException {
    return EmbeddedPostgresLocation.find(folder.path())
        .orElseThrow(
            () ->
                new IOException(
                    "the PostgreSQL in "
                        + folder.path()
                        + " has died, and the process that started it has not started it again yet:"
                        + " try again, or stop that process (see "
                        + folder.log()
                        + ")"));
  }

  private OwnedServer.Started launch(ServerFolder folder, Consumer<String> progress)
      throws IOException {
    boolean root = ServerUser.isRoot();
    ServerPrograms programs = ServerPrograms.unpack(folder, root, progress);
    boolean fresh = !Files.exists(folder.data());
    if (fresh) {
      ServerFolder.createPrivateFolder(folder.unfinishedData());
    } else {
      checkVersion(folder);
    }
    Path data = fresh ? folder.unfinishedData() : folder.data();
    ServerUser user = ServerUser.choose(users.apply(root), programs, data, progress);
    Leftover leftover = new Leftover(folder, programs, user);
    if (fresh) {
      progress.accept("creating a PostgreSQL database in " + folder.path());
      createCluster(folder, programs, user);
    } else {
      leftover.clear(progress);
    }
    List<String> settings = new ArrayList<>(ALWAYS);
    if (!durable) {
      settings.addAll(FAST);
    }
    ServerProcess process = ServerProcess.start(leftover, settings);
    return new OwnedServer.Started(process, locate(folder), System.nanoTime());
  }

  private static void checkVersion(ServerFolder folder) throws IOException {
    String found = Files.readString(folder.data().resolve("PG_VERSION")).strip();
    if (!found.equals(ServerPrograms.majorVersion())) {
      throw new IOException(
          "the data in "
              + folder.data()
              + " is of PostgreSQL "
              + found
              + ", this is "
              + ServerPrograms.shortVersion()
              + ": choose another folder, or delete this one to start anew");
    }
  }

  /** Creates the cluster aside and moves it in place when complete, together with its password. */
  private void createCluster(ServerFolder folder, ServerPrograms programs, ServerUser user)
      throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    try {
      ServerFolder.createPrivateFile(folder.passwordForCreation(), password);
      if (user.dataOwner().isPresent()) {
        ServerFolder.giveTo(user.dataOwner().getAsInt(), folder.passwordForCreation());
      }
      List<String> words =
          new ArrayList<>(
              List.of(
                  programs.program("initdb"),
                  "--pgdata=" + folder.unfinishedData(),
                  "--username=" + EmbeddedPostgresLocation.USER,
                  "--pwfile=" + folder.passwordForCreation(),
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale-provider=builtin",
                  "--locale=C",
                  "--builtin-locale=C.UTF-8"));
      if (!durable) {
        words.add("--no-sync");
      }
      ProgramResult initdb = ProgramResult.run(folder.path(), user.command(words));
      if (!initdb.succeeded()) {
        throw new IOException(
            "cannot create a database in " + folder.path() + ":\n" + initdb.output());
      }
      ServerFolder.createPrivateFile(folder.password(), password);
      Files.move(folder.unfinishedData(), folder.data(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(folder.passwordForCreation());
    }
  }
}
