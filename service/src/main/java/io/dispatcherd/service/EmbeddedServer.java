package io.dispatcherd.service;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.pgnotify.EmbeddedPostgresLocation;
import io.dispatcherd.brokers.pgnotify.EmbeddedPostgresProvider;
import io.dispatcherd.brokers.pgnotify.RunningPostgres;
import io.dispatcherd.config.ConnectionSource;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL that the configuration asks us to run ourselves. */
final class EmbeddedServer {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

  private EmbeddedServer() {}

  /**
   * Starts it, or finds it running.
   *
   * @throws BrokerException if it can't be started
   */
  static Optional<RunningPostgres> startIfConfigured(Settings settings) {
    return settings.brokers().values().stream()
        .filter(PgNotifySettings.class::isInstance)
        .map(PgNotifySettings.class::cast)
        .map(PgNotifySettings::listening)
        .filter(ConnectionSource.Embedded.class::isInstance)
        .map(ConnectionSource.Embedded.class::cast)
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
