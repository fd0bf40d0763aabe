package io.dispatcherd.brokers.pgnotify;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * Connections that the broker opens itself and that are its own to close. Nothing on them waits for
 * ever: a server that has vanished without a word is noticed.
 */
final class DirectConnections implements ConnectionFactory {
  private static final String CONNECT_SECONDS = "10";
  private static final String ANSWER_SECONDS = "30";

  private final String url;
  private final Properties properties;

  /**
   * @param url where to connect, without secrets
   * @param properties the driver's properties; those that limit waiting get defaults
   */
  DirectConnections(String url, Properties properties) {
    this.url = url;
    this.properties = new Properties();
    this.properties.setProperty(PGProperty.CONNECT_TIMEOUT.getName(), CONNECT_SECONDS);
    this.properties.setProperty(PGProperty.LOGIN_TIMEOUT.getName(), ANSWER_SECONDS);
    this.properties.setProperty(PGProperty.SOCKET_TIMEOUT.getName(), ANSWER_SECONDS);
    this.properties.setProperty(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
    this.properties.setProperty(PGProperty.APPLICATION_NAME.getName(), "dispatcherd");
    this.properties.putAll(properties);
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public void release(Connection connection) throws SQLException {
    connection.close();
  }

  @Override
  public void abort(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  /** Where it connects; no user, no password. */
  @Override
  public String toString() {
    return url;
  }
}
