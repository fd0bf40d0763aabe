package io.dispatcherd.postgres;

import java.nio.file.Path;
import java.util.Optional;

/** Where connections to PostgreSQL come from. */
public sealed interface ConnectionSource {

  /**
   * We open them.
   *
   * @param parameters how; what is absent comes from libpq's environment when connecting
   * @param shared one connection to publish on for the whole process (asked for by the upstream
   *     names of a {@code connection_saver}); each that listens is still its own
   */
  record Direct(ConnectionParameters parameters, boolean shared) implements ConnectionSource {}

  /**
   * A class of the application supplies them, and closes them.
   *
   * @param className its name
   * @param parameters what {@code config} says, if it's there, for the class to use
   */
  record Factory(String className, Optional<ConnectionParameters> parameters)
      implements ConnectionSource {}

  /**
   * A PostgreSQL of our own.
   *
   * @param folder where it keeps its data; a relative one is relative to the working directory;
   *     absent: a place of its own choice
   */
  record Embedded(Optional<Path> folder) implements ConnectionSource {}
}
