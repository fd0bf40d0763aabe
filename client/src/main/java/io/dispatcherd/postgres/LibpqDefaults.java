package io.dispatcherd.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Completes connection parameters the way libpq does: what was given wins, then the service file,
 * then the environment variables, then the defaults; last of all, a password that is still missing
 * is looked for in the password file.
 */
final class LibpqDefaults {
  static final String DEFAULT_HOST = "localhost";
  static final String DEFAULT_PORT = "5432";

  private final LibpqEnvironment environment;
  private final List<String> notes = new ArrayList<>();

  LibpqDefaults(LibpqEnvironment environment) {
    this.environment = environment;
  }

  /** Warnings for the user about the files that were read. */
  List<String> notes() {
    return notes;
  }

  ConnectionParameters complete(ConnectionParameters given) {
    Map<LibpqKeyword, String> values = new EnumMap<>(LibpqKeyword.class);
    values.putAll(given.values());
    service(given).forEach(values::putIfAbsent);
    for (LibpqKeyword keyword : LibpqKeyword.values()) {
      keyword
          .variable()
          .flatMap(environment::variable)
          .ifPresent(value -> values.putIfAbsent(keyword, value));
    }
    if (environment.variable("PGREQUIRESSL").filter("1"::equals).isPresent()) {
      values.putIfAbsent(LibpqKeyword.SSLMODE, "require");
    }
    putUnlessSet(values, LibpqKeyword.USER, environment.user());
    putUnlessSet(values, LibpqKeyword.DBNAME, values.getOrDefault(LibpqKeyword.USER, ""));
    if (isUnset(values, LibpqKeyword.HOSTADDR)) {
      putUnlessSet(values, LibpqKeyword.HOST, DEFAULT_HOST);
    }
    putUnlessSet(values, LibpqKeyword.PORT, DEFAULT_PORT);
    if (isUnset(values, LibpqKeyword.PASSWORD)) {
      storedPassword(values).ifPresent(password -> values.put(LibpqKeyword.PASSWORD, password));
    }
    completeTls(values);
    return new ConnectionParameters(values);
  }

  /**
   * The driver looks for these files too, but in the account's home. And its {@code require} never
   * verifies the server's certificate, while libpq's does if there is a root certificate.
   */
  private void completeTls(Map<LibpqKeyword, String> values) {
    putIfThere(values, LibpqKeyword.SSLROOTCERT, "root.crt");
    putIfThere(values, LibpqKeyword.SSLCERT, "postgresql.crt");
    if (!isUnset(values, LibpqKeyword.SSLCERT)) {
      // The driver's own format of a key wins over libpq's.
      putIfThere(values, LibpqKeyword.SSLKEY, "postgresql.pk8");
      putIfThere(values, LibpqKeyword.SSLKEY, "postgresql.key");
    }
    String authority = values.getOrDefault(LibpqKeyword.SSLROOTCERT, "");
    boolean isRequired = "require".equals(values.get(LibpqKeyword.SSLMODE));
    if (isRequired && !authority.isEmpty() && Files.exists(Path.of(authority))) {
      values.put(LibpqKeyword.SSLMODE, "verify-ca");
    }
  }

  private void putIfThere(Map<LibpqKeyword, String> values, LibpqKeyword keyword, String name) {
    Path file = environment.tlsFile(name);
    if (Files.exists(file)) {
      putUnlessSet(values, keyword, file.toString());
    }
  }

  private Map<LibpqKeyword, String> service(ConnectionParameters given) {
    Optional<String> service =
        given.find(LibpqKeyword.SERVICE).or(() -> environment.variable("PGSERVICE"));
    Optional<Path> file =
        given
            .find(LibpqKeyword.SERVICEFILE)
            .or(() -> environment.variable("PGSERVICEFILE"))
            .map(Path::of);
    return service.map(name -> ServiceFile.parameters(name, file, environment)).orElse(Map.of());
  }

  private Optional<String> storedPassword(Map<LibpqKeyword, String> values) {
    Path path =
        Optional.ofNullable(values.get(LibpqKeyword.PASSFILE))
            .filter(Predicate.not(String::isEmpty))
            .map(Path::of)
            .orElse(environment.home().resolve(".pgpass"));
    PasswordFile file = new PasswordFile(path);
    file.reasonToIgnore().ifPresent(notes::add);
    // The driver takes one password for all hosts: use that of the first host that has one.
    return HostList.of(new ConnectionParameters(values)).hosts().stream()
        .map(
            host ->
                file.password(
                    host.nameInPasswordFile(),
                    host.port(),
                    values.getOrDefault(LibpqKeyword.DBNAME, ""),
                    values.getOrDefault(LibpqKeyword.USER, "")))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static void putUnlessSet(
      Map<LibpqKeyword, String> values, LibpqKeyword keyword, String value) {
    if (isUnset(values, keyword)) {
      values.put(keyword, value);
    }
  }

  private static boolean isUnset(Map<LibpqKeyword, String> values, LibpqKeyword keyword) {
    return values.getOrDefault(keyword, "").isEmpty();
  }
}
