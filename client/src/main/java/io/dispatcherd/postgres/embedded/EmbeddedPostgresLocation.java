package io.dispatcherd.postgres.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the server of a folder listens and how to log in: what other processes with the same
 * configuration need to use it. Immutable.
 *
 * <p>The folder holds the server's {@code data} and, readable by its owner only, the {@code
 * password}. PostgreSQL itself writes {@code data/postmaster.pid} with the process and the port,
 * and removes it when it stops.
 */
public final class EmbeddedPostgresLocation {

  /**
   * The folder that {@code brokers.pg_notify.embedded: true} means, below the working directory.
   */
  public static final Path DEFAULT_FOLDER = Path.of(".dispatcherd", "postgres");

  /** The one database user, a superuser. */
  public static final String USER = "postgres";

  /** The database to use. */
  public static final String DATABASE = "postgres";

  /** The only address the server listens on. */
  public static final String HOST = "127.0.0.1";

  // Lines of postmaster.pid, from 0: see PostgreSQL's src/include/utils/pidfile.h.
  private static final int PID_LINE = 0;
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  private final long pid;
  private final int port;
  private final String password;

  private EmbeddedPostgresLocation(long pid, int port, String password) {
    this.pid = pid;
    this.port = port;
    this.password = password;
  }

  /**
   * Finds the server that runs in a folder.
   *
   * @return nothing if none runs there, or if it isn't ready for connections
   * @throws IOException if the folder's files cannot be read, for instance because they belong to
   *     another user
   */
  public static Optional<EmbeddedPostgresLocation> find(Path folder) throws IOException {
    List<String> lines = readProcessFile(folder);
    if (lines.size() <= STATUS_LINE
        || !lines.get(STATUS_LINE).strip().equals("ready")
        || !isRunning(folder)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new EmbeddedPostgresLocation(
              Long.parseLong(lines.get(PID_LINE)),
              Integer.parseInt(lines.get(PORT_LINE).strip()),
              Files.readString(folder.resolve("password")).strip()));
    } catch (AccessDeniedException e) {
      throw belongsToAnother(folder, e);
    }
  }

  /**
   * Whether a folder's server has a live process, ready for connections or not.
   *
   * @throws IOException if the folder's files cannot be read
   */
  public static boolean isRunning(Path folder) throws IOException {
    List<String> lines = readProcessFile(folder);
    // A file cut short by a full disk names no process.
    return !lines.isEmpty()
        && lines.get(PID_LINE).matches("[0-9]{1,18}")
        && isServerOf(folder.toRealPath().resolve("data"), Long.parseLong(lines.get(PID_LINE)));
  }

  /** The lines of the server's process file, none if there is no such file. */
  private static List<String> readProcessFile(Path folder) throws IOException {
    try {
      return Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (AccessDeniedException e) {
      throw belongsToAnother(folder, e);
    }
  }

  private static IOException belongsToAnother(Path folder, AccessDeniedException cause) {
    return new IOException(
        "cannot read "
            + cause.getFile()
            + ": the PostgreSQL in "
            + folder
            + " belongs to another user; run as that user or choose another folder"
            + " (brokers.pg_notify.embedded)",
        cause);
  }

  /**
   * Whether a process is the server of a data folder, not another process that got its id after a
   * crash, nor a zombie: these have another command line, or none. Systems other than Linux may
   * hide the command line of a live process; then it counts as the server.
   */
  private static boolean isServerOf(Path data, long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    Optional<String> commandLine = process.get().info().commandLine();
    if (commandLine.isEmpty()) {
      return !System.getProperty("os.name").startsWith("Linux");
    }
    return commandLine.get().contains(data.toString());
  }

  /** The id of the server's main process. */
  public long pid() {
    return pid;
  }

  /** The TCP port on {@link #HOST}. */
  public int port() {
    return port;
  }

  /** The password of {@link #USER}. A secret: never log it. */
  public String password() {
    return password;
  }

  /** The URL for JDBC, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + HOST + ":" + port + "/" + DATABASE;
  }

  /** A complete libpq connection string. It contains the password: never log it. */
  public String conninfo() {
    return "host=%s port=%d dbname=%s user=%s password=%s"
        .formatted(HOST, port, DATABASE, USER, password);
  }

  /** Names the server without the password. */
  @Override
  public String toString() {
    return "PostgreSQL on " + HOST + ":" + port + " (process " + pid + ")";
  }
}
