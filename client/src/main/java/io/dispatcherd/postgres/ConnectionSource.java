package io.dispatcherd.postgres;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where connections to PostgreSQL come from. */
public sealed interface ConnectionSource {
  /** Where that is, in a few words for people, without secrets. */
  String description();

  /**
   * The broker opens them.
   *
   * @param parameters how; what is absent comes from libpq's environment when connecting
   * @param shared whether the whole process publishes on one connection (as with the Python
   *     service's {@code connection_saver}); each subscription still has its own
   */
  record Direct(ConnectionParameters parameters, boolean shared) implements ConnectionSource {
    @Override
    public String description() {
      String named =
          Stream.of("service", "host", "hostaddr", "port", "dbname", "user")
              .filter(keyword -> parameters.get(keyword).isPresent())
              .map(keyword -> keyword + "=" + parameters.get(keyword).orElseThrow())
              .collect(Collectors.joining(" "));
      return named.isEmpty() ? "the server that the PG* environment variables name" : named;
    }
  }

  /**
   * A class of the application supplies them, and closes them.
   *
   * @param className its name
   * @param parameters the values of {@code config}, if present, for the class to use
   */
  record Factory(String className, Optional<ConnectionParameters> parameters)
      implements ConnectionSource {
    @Override
    public String description() {
      return "connections of " + className;
    }
  }

  /**
   * The embedded PostgreSQL.
   *
   * @param folder where it keeps its data; a relative one is relative to the working directory;
   *     absent: the default folder
   */
  record Embedded(Optional<Path> folder) implements ConnectionSource {
    @Override
    public String description() {
      return "the embedded PostgreSQL in " + folder.orElse(EmbeddedPostgresLocation.DEFAULT_FOLDER);
    }
  }
}
