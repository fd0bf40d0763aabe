package io.dispatcherd.dashboard.access.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that only their owner may read. */
final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> OWNER_ALONE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private PrivateFiles() {}

  /**
   * Writes the whole file at once: whoever reads it meanwhile sees all of the old one or all of the
   * new one. It keeps its owner, if who writes may give files away.
   */
  static void replace(Path path, byte[] content) throws IOException {
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path written = write(target, content);
    try {
      if (Files.exists(target)) {
        keepOwner(target, written);
      }
      Files.move(
          written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Writes a file that isn't there; throws {@code FileAlreadyExistsException} if it is. */
  static void create(Path path, byte[] content) throws IOException {
    Path target = path.toAbsolutePath();
    Path written = write(target, content);
    try {
      Files.move(written, target);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static Path write(Path target, byte[] content) throws IOException {
    Path folder = target.getParent();
    Path written =
        Files.createTempFile(folder, "." + target.getFileName(), ".new", attributes(target));
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw e;
    }
    return written;
  }

  private static FileAttribute<?>[] attributes(Path target) {
    return hasPermissions(target)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
        : new FileAttribute<?>[0];
  }

  private static boolean hasPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void keepOwner(Path old, Path written) throws IOException {
    PosixFileAttributeView before = Files.getFileAttributeView(old, PosixFileAttributeView.class);
    PosixFileAttributeView after =
        Files.getFileAttributeView(written, PosixFileAttributeView.class);
    if (before == null || after == null) {
      return;
    }
    UserPrincipal owner = before.getOwner();
    if (!owner.equals(after.getOwner())) {
      try {
        after.setOwner(owner);
      } catch (FileSystemException e) {
        log.warn(
            "{} belonged to {}, and who has written it now can't give it back: see that the"
                + " dashboard can read it",
            old,
            owner.getName());
      }
    }
  }

  /** Warns if others than its owner may read it. */
  static void warnIfOpen(Path path) throws IOException {
    if (!hasPermissions(path)) {
      return;
    }
    PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
    Set<PosixFilePermission> others = EnumSet.allOf(PosixFilePermission.class);
    others.removeAll(OWNER_ALONE);
    others.remove(PosixFilePermission.OWNER_EXECUTE);
    others.retainAll(attributes.permissions());
    if (!others.isEmpty()) {
      log.warn(
          "{} has the mode {}, so that others than its owner can use it: chmod 600 {}",
          path,
          PosixFilePermissions.toString(attributes.permissions()),
          path);
    }
  }
}
