package io.dispatcherd.brokers.socket.wire;

import io.dispatcherd.brokers.BrokerConflictException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.limits.SocketLimits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's hold on its socket's file. The file appears only when complete: the socket is bound
 * in a private folder, set to 0600 there, and then renamed to its place.
 *
 * <p>Checking the place and taking it must be one step. So both happen under a lock on the file
 * {@code .NAME.lock} beside it, which stays: removing a lock file would bring back the race that it
 * prevents.
 */
public final class SocketFile {
  private static final Logger log = LoggerFactory.getLogger(SocketFile.class);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> NEW_FILE = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final FileAttribute<?> NEW_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int BACKLOG = 1024;
  private static final int ATTEMPTS = 100;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Locks on files are held by the whole JVM, so they don't keep its own threads apart. */
  private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

  private final Path path;
  private final ServerSocketChannel server;

  /** Distinguishes our file from another one of the same name. */
  private final Object fileKey;

  private SocketFile(Path path, ServerSocketChannel server, Object fileKey) {
    this.path = path;
    this.server = server;
    this.fileKey = fileKey;
  }

  /**
   * Takes the place if it is free, or holds the leftover of a dead service.
   *
   * @throws BrokerConflictException if it is in use or impossible
   * @throws BrokerException if that failed for another reason
   */
  public static SocketFile claim(Path path) {
    checkLength(path);
    IN_THIS_JVM.lock();
    try (FileChannel lockFile = lockFile(path);
        FileLock lock = lockFile.lock()) {
      log.debug("Claiming {}, {}", path, lock);
      checkFree(path);
      return bind(path);
    } catch (NoSuchFileException e) {
      throw new BrokerException(
          "socket: the folder of "
              + path
              + " doesn't exist; create it, or set another path in"
              + " brokers.socket.socket_path",
          e);
    } catch (IOException e) {
      throw new BrokerException("socket: cannot listen on " + path + ": " + e.getMessage(), e);
    } finally {
      IN_THIS_JVM.unlock();
    }
  }

  /** Where clients arrive. */
  public ServerSocketChannel server() {
    return server;
  }

  public Path path() {
    return path;
  }

  /** Whether the file that is there now is ours, so that clients find us. */
  public boolean isInPlace() {
    try {
      return fileKey.equals(fileKey(path));
    } catch (IOException e) {
      log.debug("Can't look at {}", path, e);
      return false;
    }
  }

  /** Stops listening and removes the file, if the one that is there now is ours. */
  public void release() {
    IN_THIS_JVM.lock();
    try (FileChannel lockFile = lockFile(path);
        FileLock lock = lockFile.lock()) {
      log.debug("Releasing {}, {}", path, lock);
      // As long as the socket is open, no other file can get its key.
      if (fileKey.equals(fileKey(path))) {
        Files.delete(path);
      }
    } catch (IOException e) {
      log.warn("Could not remove {}: {}", path, e.toString());
    } finally {
      IN_THIS_JVM.unlock();
      closeServer();
    }
  }

  private void closeServer() {
    try {
      server.close();
    } catch (IOException e) {
      log.debug("Closing {} failed", path, e);
    }
  }

  private static FileChannel lockFile(Path path) throws IOException {
    Path lockFile = path.resolveSibling("." + path.getFileName() + ".lock");
    return FileChannel.open(
        lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), NEW_FILE);
  }

  private static void checkFree(Path path) throws IOException {
    BasicFileAttributes present = attributes(path);
    if (present == null) {
      return;
    }
    if (!present.isOther()) {
      throw new BrokerConflictException(
          "socket: "
              + path
              + " exists and is no socket; remove it, or set another path in"
              + " brokers.socket.socket_path");
    }
    try {
      SocketLine.connect(path, new Lines(Signing.NONE), SocketLimits.DEFAULT.lineBytes()).close();
    } catch (BrokerException e) {
      if (e.getCause() instanceof ConnectException) {
        log.info("Replacing {}, which a service that has gone left behind", path);
        return;
      }
      throw e;
    }
    throw new BrokerConflictException(
        "socket: a service is listening on "
            + path
            + " already; stop it first, or set another"
            + " path in brokers.socket.socket_path");
  }

  private static SocketFile bind(Path path) throws IOException {
    Path folder = privateFolder(path);
    Path nascent = folder.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(nascent), BACKLOG);
      Files.setPosixFilePermissions(nascent, OWNER_ONLY);
      Object key = Objects.requireNonNull(fileKey(nascent));
      Files.move(nascent, path, StandardCopyOption.ATOMIC_MOVE);
      return new SocketFile(path, server, key);
    } catch (IOException | RuntimeException e) {
      server.close();
      Files.deleteIfExists(nascent);
      throw e;
    } finally {
      Files.delete(folder);
    }
  }

  /** A short name, since the path of a socket is limited. */
  private static Path privateFolder(Path path) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Path folder = path.resolveSibling(".d" + Integer.toString(RANDOM.nextInt(36 * 36 * 36), 36));
      try {
        return Files.createDirectory(folder, NEW_FOLDER);
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void checkLength(Path path) {
    int length = bytes(path);
    int longest = Math.max(length, bytes(path.resolveSibling(".d000").resolve("s")));
    int excess = longest - SocketLine.MAX_PATH_BYTES;
    if (excess > 0) {
      throw new BrokerConflictException(
          "socket: the path "
              + path
              + " is too long for a socket by "
              + excess
              + " bytes; set a"
              + " shorter one in brokers.socket.socket_path");
    }
  }

  static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static @Nullable Object fileKey(Path path) throws IOException {
    BasicFileAttributes attributes = attributes(path);
    return attributes == null ? null : attributes.fileKey();
  }

  private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
