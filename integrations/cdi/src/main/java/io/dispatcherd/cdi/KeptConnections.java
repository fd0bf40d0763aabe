package io.dispatcherd.cdi;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.JdbcTarget;
import io.dispatcherd.postgres.connection.ConnectionFactories;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;

/**
 * Connections that brokers keep, to listen on and for what a service does: opened for them alone,
 * where the pool's lead to, and never taken from the pool.
 */
final class KeptConnections {
  private static final String POSTGRESQL = "jdbc:postgresql:";

  private KeptConnections() {}

  /** As {@code dispatcherd.listen} says, or where those of the data source lead to. */
  static ConnectionFactory of(ContainerProperties properties, DataSource source) {
    JdbcTarget target =
        properties
            .text("listen.url")
            .map(
                url ->
                    target(
                        url,
                        properties.text("listen.username").orElse(null),
                        properties.text("listen.password").orElse(null)))
            .or(() -> ofPool(source))
            .or(() -> ofDriver(source))
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "dispatcherd.listen.url: the data source %s doesn't say where it connects, and to listen takes connections of its own: set dispatcherd.listen.url, username and password"
                            .formatted(source.getClass().getName())));
    return ConnectionFactories.to(() -> target);
  }

  private static Optional<JdbcTarget> ofPool(DataSource source) {
    try {
      Class.forName("io.agroal.api.AgroalDataSource");
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
    return Agroal.target(source);
  }

  private static Optional<JdbcTarget> ofDriver(DataSource source) {
    try {
      return source.isWrapperFor(BaseDataSource.class)
          ? Optional.of(source.unwrap(BaseDataSource.class))
              .map(driver -> target(driver.getURL(), driver.getUser(), driver.getPassword()))
          : Optional.empty();
    } catch (SQLException e) {
      throw new ConfigurationException(
          "dispatcherd.listen.url: the data source doesn't say where it connects (%s): set this"
              .formatted(e.getMessage()));
    }
  }

  private static JdbcTarget target(
      String url, @Nullable String username, @Nullable String password) {
    if (!url.startsWith(POSTGRESQL)) {
      throw new ConfigurationException(
          "dispatcherd: the data source isn't PostgreSQL but %s; dispatcherd keeps its tasks in PostgreSQL: name another data source in dispatcherd.data-source"
              .formatted(url.split("[/@?]", 2)[0]));
    }
    Properties properties = new Properties();
    if (username != null) {
      properties.setProperty("user", username);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    return new JdbcTarget(url, properties);
  }

  /** Apart, because an application may have another pool. */
  private static final class Agroal {
    static Optional<JdbcTarget> target(DataSource source) {
      if (!(source instanceof AgroalDataSource pool)) {
        return Optional.empty();
      }
      AgroalConnectionFactoryConfiguration how =
          pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
      String username =
          how.principal() instanceof NamePrincipal named
              ? named.getName()
              : how.jdbcProperties().getProperty("user");
      String password =
          how.credentials().stream()
              .filter(SimplePassword.class::isInstance)
              .map(each -> ((SimplePassword) each).getWord())
              .findFirst()
              .orElseGet(() -> how.jdbcProperties().getProperty("password"));
      return Optional.of(KeptConnections.target(how.jdbcUrl(), username, password));
    }
  }
}
