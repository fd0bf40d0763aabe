package io.dispatcherd.dashboard.access.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Role;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A file with a line for each name: name, role and a secret's hash, separated by blanks. Empty
 * lines and those that begin with {@code #} are comments. Immutable.
 *
 * @param path where it is
 * @param header the comment that a new file begins with
 */
record EntryFile(Path path, String header) {
  static final String NAMES =
      "a name of 1 to 64 letters, digits and . _ @ + - that begins with a letter or digit";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");
  private static final int PARTS = 3;
  private static final long MOST_BYTES = 1_024 * 1_024;

  /** One line, in its parts. */
  record Entry(String name, Role role, String secret) {}

  /**
   * All lines, by name.
   *
   * @param reader makes a line's parts what they stand for; null if its secret is malformed
   * @param expected what a secret looks like, for whoever wrote it otherwise
   * @throws ConfigurationException if a line is malformed; it says which, and what is expected
   */
  <T> Map<String, T> read(Function<Entry, Optional<T>> reader, String expected) throws IOException {
    Map<String, T> all = new LinkedHashMap<>();
    List<String> lines = lines();
    for (int index = 0; index < lines.size(); index++) {
      if (isComment(lines.get(index))) {
        continue;
      }
      int line = index + 1;
      Entry entry = entry(lines.get(index), line, expected);
      T value =
          reader
              .apply(entry)
              .orElseThrow(() -> malformed(line, "the third part: expected " + expected));
      if (all.put(entry.name(), value) != null) {
        throw malformed(line, "%s has a line already: expected one".formatted(entry.name()));
      }
    }
    return all;
  }

  private Entry entry(String line, int number, String expected) {
    String[] parts = BLANKS.split(line.strip(), -1);
    if (parts.length != PARTS) {
      throw malformed(
          number,
          "has %d parts: expected a name, a role (%s), and %s"
              .formatted(parts.length, Role.names(), expected));
    }
    if (!NAME.matcher(parts[0]).matches()) {
      throw malformed(number, "the first part: expected " + NAMES);
    }
    Role role =
        Role.named(parts[1])
            .orElseThrow(
                () ->
                    malformed(number, "the second part: expected a role, one of " + Role.names()));
    return new Entry(parts[0], role, parts[2]);
  }

  private ConfigurationException malformed(int line, String message) {
    return new ConfigurationException("%s, line %d: %s".formatted(path, line, message));
  }

  private static boolean isComment(String line) {
    return line.isBlank() || line.stripLeading().startsWith("#");
  }

  private static boolean isOf(String line, String name) {
    return !isComment(line) && BLANKS.split(line.strip(), 2)[0].equals(name);
  }

  private List<String> lines() throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      throw new ConfigurationException(
          "%s is longer than %,d bytes: expected a line for each name".formatted(path, MOST_BYTES));
    }
    try {
      return Files.readString(path, UTF_8).lines().toList();
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(path + " isn't UTF-8 text");
    }
  }

  /**
   * Writes a line, in place of the one that this name has.
   *
   * @return whether it had one
   * @throws IllegalArgumentException if nobody can be called this
   */
  boolean put(Entry entry) throws IOException {
    if (!NAME.matcher(entry.name()).matches()) {
      throw new IllegalArgumentException("the name: expected " + NAMES);
    }
    String line = "%s %s %s".formatted(entry.name(), entry.role().wireName(), entry.secret());
    List<String> lines = new ArrayList<>(Files.exists(path) ? lines() : List.of("# " + header));
    boolean isThere = false;
    for (int index = 0; index < lines.size(); index++) {
      if (isOf(lines.get(index), entry.name())) {
        lines.set(index, line);
        isThere = true;
      }
    }
    if (!isThere) {
      lines.add(line);
    }
    write(lines);
    return isThere;
  }

  /**
   * Removes the line that this name has.
   *
   * @return whether it had one
   */
  boolean remove(String name) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    List<String> lines = new ArrayList<>(lines());
    boolean isThere = lines.removeIf(line -> isOf(line, name));
    if (isThere) {
      write(lines);
    }
    return isThere;
  }

  private void write(List<String> lines) throws IOException {
    PrivateFiles.replace(path, (String.join("\n", lines) + "\n").getBytes(UTF_8));
  }
}
