package io.dispatcherd.postgres.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * Starts an embedded PostgreSQL in a folder. Found through {@link ServiceLoader}, so only
 * applications that start one need a server on the class path: the artifact {@code
 * dispatcherd-embedded} provides it.
 */
public interface EmbeddedPostgresProvider {

  /**
   * Finds the provider on the class path.
   *
   * @throws IOException if there is none; the message says which artifact to add
   */
  static EmbeddedPostgresProvider load() throws IOException {
    return ServiceLoader.load(EmbeddedPostgresProvider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "brokers.pg_notify.embedded needs the artifact"
                        + " io.dispatcherd:dispatcherd-embedded on the class path"));
  }

  /**
   * Makes sure that a server runs in {@code folder} and returns when it accepts connections.
   *
   * <p>The first start in a folder creates the database there; later ones find its data again. If
   * another process runs the folder's server already, that one is used. Safe to call from several
   * threads and processes at once: exactly one of them starts the server.
   *
   * @param folder where the server keeps everything; created if absent
   * @param progress told, in a line each, of steps that may take seconds
   * @return the running server, to be closed by the caller
   * @throws IOException if no server can be started; the message says what was tried and what to do
   */
  RunningPostgres start(Path folder, Consumer<String> progress) throws IOException;
}
