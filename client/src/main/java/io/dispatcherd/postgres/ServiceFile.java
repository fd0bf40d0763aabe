package io.dispatcherd.postgres;

import io.dispatcherd.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** libpq's service file: named groups of connection parameters. */
final class ServiceFile {
  private final Path file;
  private final List<String> lines;

  private ServiceFile(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * The parameters of a service: from the named file, else the user's, else the system's.
   *
   * @param named the file that the parameters or the environment name
   */
  static Map<LibpqKeyword, String> parameters(
      String service, Optional<Path> named, LibpqEnvironment environment) {
    if (named.isPresent() && !Files.exists(named.get())) {
      throw new ConfigurationException("service file " + named.get() + ": there is no such file");
    }
    Path first = named.orElse(environment.home().resolve(".pg_service.conf"));
    Optional<Path> system =
        environment.variable("PGSYSCONFDIR").map(folder -> Path.of(folder, "pg_service.conf"));
    return find(service, first)
        .or(() -> system.flatMap(file -> find(service, file)))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "service \""
                        + service
                        + "\" is defined in no service file; looked into "
                        + first
                        + system.map(file -> " and " + file).orElse("")));
  }

  private static Optional<Map<LibpqKeyword, String>> find(String service, Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      // Bytes that aren't UTF-8 only affect their own line.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return new ServiceFile(file, text.lines().toList()).group(service);
    } catch (IOException e) {
      throw new ConfigurationException("service file " + file + ": can't be read");
    }
  }

  private Optional<Map<LibpqKeyword, String>> group(String service) {
    int start = indexOfHeading(service);
    if (start < 0) {
      return Optional.empty();
    }
    Map<LibpqKeyword, String> found = new EnumMap<>(LibpqKeyword.class);
    for (int i = start + 1; i < lines.size() && !lines.get(i).strip().startsWith("["); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        readParameter(line, i + 1, found);
      }
    }
    return Optional.of(found);
  }

  private int indexOfHeading(String service) {
    String heading = "[" + service + "]";
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().startsWith(heading)) {
        return i;
      }
    }
    return -1;
  }

  private void readParameter(String line, int number, Map<LibpqKeyword, String> found) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw problem(number, "expected keyword=value");
    }
    LibpqKeyword keyword =
        LibpqKeyword.named(line.substring(0, equals))
            .orElseThrow(() -> problem(number, "unknown keyword"));
    if (keyword == LibpqKeyword.SERVICE || keyword == LibpqKeyword.SERVICEFILE) {
      throw problem(number, "a service can't refer to another one");
    }
    found.putIfAbsent(keyword, line.substring(equals + 1));
  }

  private ConfigurationException problem(int line, String message) {
    return new ConfigurationException("service file " + file + " (line " + line + "): " + message);
  }
}
