package io.dispatcherd.service.startup;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresProvider;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL that the configuration asks us to run ourselves. */
public final class EmbeddedServer {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

  private EmbeddedServer() {}

  /**
   * Starts it, or finds it running.
   *
   * @throws BrokerException if it can't be started
   */
  public static Optional<RunningPostgres> startIfConfigured(Settings settings) {
    return settings.brokers().values().stream()
        .flatMap(broker -> broker.embedded().stream())
        .findFirst()
        .map(embedded -> start(embedded.folder().orElse(EmbeddedPostgresLocation.DEFAULT_FOLDER)));
  }

  private static RunningPostgres start(Path folder) {
    try {
      return EmbeddedPostgresProvider.load().start(folder, log::info);
    } catch (IOException e) {
      throw new BrokerException("Can't run PostgreSQL in " + folder + ": " + e.getMessage(), e);
    }
  }
}
