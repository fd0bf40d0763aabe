package io.dispatcherd.postgres;

import java.nio.file.Path;
import java.util.Optional;

/** Where connections to PostgreSQL come from. */
public sealed interface ConnectionSource {

  /**
   * The broker opens them.
   *
   * @param parameters how; what is absent comes from libpq's environment when connecting
   * @param shared whether the whole process publishes on one connection (as with the Python
   *     service's {@code connection_saver}); each subscription still has its own
   */
  record Direct(ConnectionParameters parameters, boolean shared) implements ConnectionSource {}

  /**
   * A class of the application supplies them, and closes them.
   *
   * @param className its name
   * @param parameters the values of {@code config}, if present, for the class to use
   */
  record Factory(String className, Optional<ConnectionParameters> parameters)
      implements ConnectionSource {}

  /**
   * The embedded PostgreSQL.
   *
   * @param folder where it keeps its data; a relative one is relative to the working directory;
   *     absent: the default folder
   */
  record Embedded(Optional<Path> folder) implements ConnectionSource {}
}
