package io.dispatcherd.cli;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.ConnectionSource;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes briefly where a broker is, without secrets. */
final class BrokerDescription {
  private BrokerDescription() {}

  /** Where it is, such as {@code socket demo.sock}. */
  static String of(BrokerSettings broker) {
    return switch (broker) {
      case SocketSettings socket -> "socket " + socket.socketPath();
      case PgNotifySettings postgres -> "pg_notify on " + source(postgres.publishing());
      case CustomBrokerSettings custom -> custom.className();
    };
  }

  private static String source(ConnectionSource source) {
    return switch (source) {
      case ConnectionSource.Direct direct -> parameters(direct.parameters());
      case ConnectionSource.Factory factory -> "connections of " + factory.className();
      case ConnectionSource.Embedded embedded ->
          "the embedded PostgreSQL in "
              + embedded.folder().orElse(EmbeddedPostgresLocation.DEFAULT_FOLDER);
    };
  }

  private static String parameters(ConnectionParameters parameters) {
    String named =
        Stream.of("service", "host", "hostaddr", "port", "dbname", "user")
            .filter(keyword -> parameters.get(keyword).isPresent())
            .map(keyword -> keyword + "=" + parameters.get(keyword).orElseThrow())
            .collect(Collectors.joining(" "));
    return named.isEmpty() ? "the server that the PG* environment variables name" : named;
  }
}
