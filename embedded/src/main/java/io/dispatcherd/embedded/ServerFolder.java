package io.dispatcherd.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;

/**
 * What lies where in the folder of a server. The names {@code data} and {@code password} are known
 * to {@link io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation} too.
 *
 * @param path the folder itself, absolute and free of links
 */
record ServerFolder(Path path) {

  private static final String USER_ID = "unix:uid";

  private static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Opens the folder, creating it if need be. */
  static ServerFolder open(Path path) throws IOException {
    if (path.toAbsolutePath().toString().chars().anyMatch(c -> c == '\n' || c == '\r')) {
      // PostgreSQL keeps the folder's name as one line of a file.
      throw new IOException("a PostgreSQL can't lie in a folder with a line break in its name");
    }
    Files.createDirectories(path);
    return new ServerFolder(path.toRealPath());
  }

  /** The database cluster; complete whenever it exists. */
  Path data() {
    return path.resolve("data");
  }

  /** The cluster while it is being created. */
  Path unfinishedData() {
    return path.resolve("data.new");
  }

  /** Readable by us alone, not even by the user the server runs as. */
  Path password() {
    return path.resolve("password");
  }

  /** The password as handed to initdb; exists only while that runs. */
  Path passwordForCreation() {
    return path.resolve("password.new");
  }

  Path log() {
    return path.resolve("postgres.log");
  }

  /** Where the server runs, or ran last: it gets the same port again if that is free. */
  Path port() {
    return path.resolve("port");
  }

  /** Locked by the process that owns the server, as long as it lives. */
  Path ownerLock() {
    return path.resolve("owner.lock");
  }

  /** Locked while the server is being started or stopped. */
  Path changeLock() {
    return path.resolve("change.lock");
  }

  /** Where the programs go if the user has no cache folder. */
  Path programs() {
    return path.resolve("programs");
  }

  OptionalInt lastPort() throws IOException {
    if (!Files.exists(port())) {
      return OptionalInt.empty();
    }
    String text = Files.readString(port()).strip();
    return text.matches("[0-9]{1,5}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /** Creates the log unless it exists; it may show values of failed statements. */
  void createLog() throws IOException {
    if (!Files.exists(log())) {
      createPrivateFile(log(), "");
    }
  }

  static void createPrivateFile(Path file, String content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, OWNER_ONLY_FILE);
    Files.writeString(file, content);
  }

  static void createPrivateFolder(Path folder) throws IOException {
    deleteTree(folder);
    Files.createDirectory(folder, OWNER_ONLY_FOLDER);
  }

  /**
   * Gives a file, or a folder with everything in it, to a user. Only root can. A folder changes
   * hands last, so one that belongs to the user already does so with everything in it. Files that
   * vanish meanwhile, because a server is just stopping, are no concern.
   */
  static void giveTo(int userId, Path tree) throws IOException {
    if (belongsTo(userId, tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try {
              Files.setAttribute(file, USER_ID, userId, LinkOption.NOFOLLOW_LINKS);
              return FileVisitResult.CONTINUE;
            } catch (NoSuchFileException e) {
              return visitFileFailed(file, e);
            }
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.setAttribute(folder, USER_ID, userId, LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean belongsTo(int userId, Path file) throws IOException {
    return Files.getAttribute(file, USER_ID, LinkOption.NOFOLLOW_LINKS).equals(userId);
  }

  /** Deletes a folder with everything in it, if it exists; follows no links. */
  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
