package io.dispatcherd.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** libpq's password file: lines of {@code host:port:database:user:password}. */
final class PasswordFile {
  private static final Set<PosixFilePermission> OWNERS_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path file;

  PasswordFile(Path file) {
    this.file = file;
  }

  /** Why libpq would ignore an existing file. */
  Optional<String> reasonToIgnore() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of("password file " + file + " is ignored: it isn't a plain file");
    }
    try {
      if (!OWNERS_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        return Optional.of(
            "password file "
                + file
                + " is ignored: others may access it; its permissions should be u=rw (0600)");
      }
    } catch (UnsupportedOperationException | IOException e) {
      // No such permissions on this system: libpq doesn't check them there either.
    }
    return Optional.empty();
  }

  /** The password of the first line that matches. */
  Optional<String> password(String host, String port, String database, String user) {
    if (!Files.isRegularFile(file) || reasonToIgnore().isPresent()) {
      return Optional.empty();
    }
    List<String> wanted = List.of(host, port, database, user);
    try {
      return lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(PasswordFile::fields)
          .filter(fields -> fields.size() > wanted.size() && fits(fields, wanted))
          .map(fields -> unescape(fields.get(wanted.size())))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Bytes that aren't UTF-8 only affect their own line. */
  private Stream<String> lines() throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines();
  }

  private static boolean fits(List<String> fields, List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      String field = fields.get(i);
      if (!field.equals("*") && !unescape(field).equals(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The parts between colons, escapes left as they are: {@code \*} isn't {@code *}. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == ':') {
        fields.add(line.substring(start, i));
        start = i + 1;
      }
    }
    fields.add(line.substring(start));
    return fields;
  }

  private static String unescape(String field) {
    return field.replaceAll("\\\\(.)", "$1");
  }
}
