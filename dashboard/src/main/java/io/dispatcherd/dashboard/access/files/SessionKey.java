package io.dispatcherd.dashboard.access.files;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Seal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** The file with the key that sessions are sealed with, made if it isn't there. */
public final class SessionKey {
  private SessionKey() {}

  /**
   * The seal of sessions.
   *
   * @param file absent: with a key that ends with this process, and so do sessions
   * @throws ConfigurationException if the file can't be read or made, or has no key of ours
   */
  public static Seal seal(Optional<Path> file) {
    return file.map(SessionKey::ofFile).orElseGet(() -> Seal.passing("sessions"));
  }

  private static Seal ofFile(Path path) {
    try {
      if (!Files.exists(path)) {
        make(path);
      }
      PrivateFiles.warnIfOpen(path);
      byte[] key = Base64.getDecoder().decode(Files.readString(path).strip());
      if (key.length == Seal.KEY_BYTES) {
        return new Seal(key, "sessions");
      }
    } catch (IllegalArgumentException e) {
      // Explained below.
    } catch (IOException e) {
      throw new ConfigurationException(
          "dashboard.session_key_file: %s can't be read or made: %s".formatted(path, e));
    }
    throw new ConfigurationException(
        "dashboard.session_key_file: %s has no key: expected %d bytes in Base64. Remove it, and it is"
                .formatted(path, Seal.KEY_BYTES)
            + " made anew; sessions end then");
  }

  private static void make(Path path) throws IOException {
    String key = Base64.getEncoder().encodeToString(Seal.randomBytes(Seal.KEY_BYTES));
    try {
      PrivateFiles.create(path, (key + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      // Another process was first, and its key is good for both.
    }
  }
}
