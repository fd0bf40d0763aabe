package io.dispatcherd.dashboard.access.files;

import io.dispatcherd.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, which is read again within a second or two after it has changed. While it can't
 * be read, it says nothing: nobody of it gets in. Thread-safe: the lock of this object guards its
 * fields.
 */
public final class FollowedFile<T> {
  private static final Logger log = LoggerFactory.getLogger(FollowedFile.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Reads it. */
  public interface Reader<T> {
    /** What it says, by name. */
    Map<String, T> read() throws IOException;
  }

  /** What tells one version of the file from another. */
  private record Version(Object key, long modified, long size) {}

  private final Path path;
  private final Reader<T> reader;
  private @Nullable Version version;
  private Map<String, T> content = Map.of();
  private long looked;

  private FollowedFile(Path path, Reader<T> reader) {
    this.path = path;
    this.reader = reader;
  }

  /**
   * Reads it for the first time.
   *
   * @param option of the configuration that names it
   * @param maker what writes it
   * @throws ConfigurationException if it isn't there, or can't be read
   */
  public static <T> FollowedFile<T> of(Path path, Reader<T> reader, String option, String maker) {
    FollowedFile<T> file = new FollowedFile<>(path, reader);
    try {
      file.content = reader.read();
      file.version = file.versionNow();
      file.looked = System.nanoTime();
      return file;
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          "dashboard.%s: there is no %s. Make it with: %s".formatted(option, path, maker));
    } catch (IOException e) {
      throw new ConfigurationException(
          "dashboard.%s: %s can't be read: %s".formatted(option, path, e));
    }
  }

  /** What it says now, by name. */
  public synchronized Map<String, T> content() {
    long now = System.nanoTime();
    if (now - looked >= LOOK_EVERY.toNanos()) {
      looked = now;
      look();
    }
    return content;
  }

  private void look() {
    try {
      Version found = versionNow();
      if (!found.equals(version)) {
        // Marked as seen first, so that what is wrong with it is said once.
        version = found;
        content = Map.of();
        content = reader.read();
        log.info("{} has changed and was read again", path);
      }
    } catch (IOException | ConfigurationException e) {
      content = Map.of();
      log.error("Nobody of {} gets in until it can be read: {}", path, e.toString());
    }
  }

  private Version versionNow() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    return new Version(
        key == null ? path : key, attributes.lastModifiedTime().toMillis(), attributes.size());
  }
}
