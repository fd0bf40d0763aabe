package io.dispatcherd.postgres.connection;

import io.dispatcherd.brokers.ConfiguredClass;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.ConnectionFactory.Use;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.ConnectionSource;
import io.dispatcherd.postgres.DataSourceConnections;
import io.dispatcherd.postgres.JdbcTarget;
import io.dispatcherd.postgres.connection.DirectConnections.Target;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what the configuration says about connections to what supplies them. */
public final class ConnectionFactories {
  private static final Logger log = LoggerFactory.getLogger(ConnectionFactories.class);

  private ConnectionFactories() {}

  /** What a connection is used for; one that listens can't publish at the same time. */
  public enum Purpose {
    PUBLISHING,
    LISTENING
  }

  /**
   * For connections that a broker keeps.
   *
   * @param broker its key in the configuration, for errors
   */
  public static ConnectionFactory of(String broker, ConnectionSource source, Purpose purpose) {
    if (source instanceof ConnectionSource.Direct direct) {
      ConnectionFactory opened = direct(direct.parameters());
      return direct.shared() && purpose == Purpose.PUBLISHING
          ? SharedConnections.of(direct.parameters(), opened)
          : opened;
    }
    if (source instanceof ConnectionSource.Factory factory) {
      return supplied(broker, factory, purpose);
    }
    return embedded(
        broker,
        ((ConnectionSource.Embedded) source)
            .folder()
            .orElse(EmbeddedPostgresLocation.DEFAULT_FOLDER));
  }

  /**
   * Connections that the broker opens and closes itself, where this says.
   *
   * @param target asked each time, since passwords and ports may change
   */
  public static ConnectionFactory to(Supplier<JdbcTarget> target) {
    return new DirectConnections(
        () -> {
          JdbcTarget found = target.get();
          return new Target(found.url(), found.properties());
        });
  }

  private static ConnectionFactory direct(ConnectionParameters parameters) {
    // Once now, so that what can't be used is an error at once.
    parameters.jdbcTarget().notes().forEach(log::warn);
    return new DirectConnections(
        () -> {
          try {
            JdbcTarget target = parameters.jdbcTarget();
            return new Target(target.url(), target.properties());
          } catch (ConfigurationException e) {
            throw new SQLException(e.getMessage(), e);
          }
        });
  }

  private static ConnectionFactory supplied(
      String broker, ConnectionSource.Factory source, Purpose purpose) {
    String option =
        "brokers."
            + broker
            + (purpose == Purpose.PUBLISHING
                ? ".sync_connection_factory"
                : ".async_connection_factory");
    ConfiguredClass<Object> supplier =
        ConfiguredClass.find(
            source.className(), List.of(ConnectionFactory.class, DataSource.class), option);
    if (source.parameters().isPresent() && !supplier.takes(ConnectionParameters.class)) {
      log.warn(
          "{}: {} has no constructor that takes one {}, and isn't told what config says",
          option,
          source.className(),
          ConnectionParameters.class.getName());
    }
    Object created =
        source
            .parameters()
            .filter(parameters -> supplier.takes(ConnectionParameters.class))
            .map(parameters -> supplier.create(ConnectionParameters.class, parameters))
            .orElseGet(supplier::create);
    return created instanceof ConnectionFactory factory
        ? factory
        : new DataSourceConnections(
            (DataSource) created, purpose == Purpose.PUBLISHING ? Use.BORROWED : Use.KEPT);
  }

  private static ConnectionFactory embedded(String broker, Path folder) {
    return new DirectConnections(
        () -> {
          EmbeddedPostgresLocation location = locate(broker, folder);
          Properties properties = new Properties();
          properties.setProperty("user", EmbeddedPostgresLocation.USER);
          properties.setProperty("password", location.password());
          return new Target(location.jdbcUrl(), properties);
        });
  }

  private static EmbeddedPostgresLocation locate(String broker, Path folder) throws SQLException {
    try {
      return EmbeddedPostgresLocation.find(folder)
          .orElseThrow(
              () ->
                  new SQLException(
                      "no PostgreSQL runs in "
                          + folder.toAbsolutePath()
                          + " (brokers."
                          + broker
                          + ".embedded); start dispatcherd with this"
                          + " configuration, which runs it"));
    } catch (IOException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }
}
