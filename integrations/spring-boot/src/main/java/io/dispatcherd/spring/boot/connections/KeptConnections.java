package io.dispatcherd.spring.boot.connections;

import com.zaxxer.hikari.HikariDataSource;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.JdbcTarget;
import io.dispatcherd.postgres.connection.ConnectionFactories;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.util.ClassUtils;

/**
 * Connections that brokers keep, to listen on and for what a service does: opened for them alone,
 * where the pool's lead to, and never taken from the pool.
 */
public final class KeptConnections {
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final boolean HAS_HIKARI =
      ClassUtils.isPresent(
          "com.zaxxer.hikari.HikariDataSource", KeptConnections.class.getClassLoader());

  private KeptConnections() {}

  /**
   * Where to connect, as {@code dispatcherd.listen} says.
   *
   * @throws NotPostgresqlException if the URL is for another database
   */
  public static ConnectionFactory to(
      String url, @Nullable String username, @Nullable String password) {
    JdbcTarget target = target(url, username, password, new Properties());
    return ConnectionFactories.to(() -> target);
  }

  /**
   * Where these details say, asked each time.
   *
   * @throws NotPostgresqlException if the URL is for another database
   */
  public static ConnectionFactory to(JdbcConnectionDetails details) {
    Supplier<JdbcTarget> target =
        () ->
            target(
                details.getJdbcUrl(),
                details.getUsername(),
                details.getPassword(),
                new Properties());
    var unused = target.get(); // Another database shows at once.
    return ConnectionFactories.to(target);
  }

  /**
   * Where those of this data source lead to, as far as it says so.
   *
   * @throws NotPostgresqlException if that is another database
   */
  public static Optional<ConnectionFactory> like(DataSource dataSource) {
    Optional<JdbcTarget> found = HAS_HIKARI ? Hikari.target(dataSource) : Optional.empty();
    return found
        .or(() -> ofDriver(dataSource))
        .or(() -> ofSpring(dataSource))
        .map(target -> ConnectionFactories.to(() -> target));
  }

  private static Optional<JdbcTarget> ofDriver(DataSource dataSource) {
    BaseDataSource unwrapped = DataSourceUnwrapper.unwrap(dataSource, BaseDataSource.class);
    return Optional.ofNullable(unwrapped)
        .map(
            driver ->
                target(driver.getURL(), driver.getUser(), driver.getPassword(), new Properties()));
  }

  private static Optional<JdbcTarget> ofSpring(DataSource dataSource) {
    AbstractDriverBasedDataSource unwrapped =
        DataSourceUnwrapper.unwrap(dataSource, AbstractDriverBasedDataSource.class);
    if (unwrapped == null || unwrapped.getUrl() == null) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    Properties own = unwrapped.getConnectionProperties();
    if (own != null) {
      properties.putAll(own);
    }
    return Optional.of(
        target(unwrapped.getUrl(), unwrapped.getUsername(), unwrapped.getPassword(), properties));
  }

  private static JdbcTarget target(
      String url, @Nullable String username, @Nullable String password, Properties properties) {
    if (!url.startsWith(POSTGRESQL)) {
      throw new NotPostgresqlException(url);
    }
    if (username != null) {
      properties.setProperty("user", username);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    return new JdbcTarget(url, properties);
  }

  /** Apart, because an application may have another pool. */
  private static final class Hikari {
    static Optional<JdbcTarget> target(DataSource dataSource) {
      HikariDataSource pool = DataSourceUnwrapper.unwrap(dataSource, HikariDataSource.class);
      if (pool == null) {
        return Optional.empty();
      }
      if (pool.getJdbcUrl() == null) {
        DataSource inner = pool.getDataSource();
        return inner == null ? Optional.empty() : ofDriver(inner);
      }
      Properties properties = new Properties();
      properties.putAll(pool.getDataSourceProperties());
      return Optional.of(
          KeptConnections.target(
              pool.getJdbcUrl(), pool.getUsername(), pool.getPassword(), properties));
    }
  }
}
