package io.dispatcherd.config.sections;

import io.dispatcherd.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A file that holds a key, and the key. */
record KeyFile(Path file, Secret key) {
  /** Anyone who can read it can sign; anyone who can write it can choose the key. */
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /** Who except the owner may access it, and what to do about that; empty if nobody. */
  Optional<String> exposure() {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OTHERS::contains)) {
        return Optional.of(
            "others than its owner may access %s (%s), and so could sign messages: chmod 600 it"
                .formatted(file, PosixFilePermissions.toString(permissions)));
      }
    } catch (UnsupportedOperationException | IOException e) {
      // No such permissions on this system, or the file has gone since it was read.
    }
    return Optional.empty();
  }
}
