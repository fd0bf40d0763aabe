package io.dispatcherd.postgres.connection;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * Connections that the broker opens and closes itself. No wait on them is unlimited, so a server
 * that vanishes silently is noticed.
 */
final class DirectConnections implements OwnConnections {
  private static final String CONNECT_SECONDS = "10";
  private static final String ANSWER_SECONDS = "30";

  private final Address address;

  /**
   * @param address asked each time, since passwords and ports may change
   */
  DirectConnections(Address address) {
    this.address = address;
  }

  @Override
  public Connection connect() throws SQLException {
    Target target = address.find();
    ZoneName.makeKnown();
    Properties properties = new Properties();
    properties.setProperty(PGProperty.CONNECT_TIMEOUT.getName(), CONNECT_SECONDS);
    properties.setProperty(PGProperty.LOGIN_TIMEOUT.getName(), CONNECT_SECONDS);
    properties.setProperty(PGProperty.SOCKET_TIMEOUT.getName(), ANSWER_SECONDS);
    properties.setProperty(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
    properties.setProperty(PGProperty.APPLICATION_NAME.getName(), "dispatcherd");
    // The server's context may quote parameters of statements, and so payloads.
    properties.setProperty(PGProperty.LOG_SERVER_ERROR_DETAIL.getName(), "false");
    properties.putAll(target.properties());
    Connection opened = DriverManager.getConnection(target.url(), properties);
    try {
      if (Pooler.isBefore(opened)) {
        Pooler.avoidNamedStatements(opened);
      }
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public void release(Connection connection) throws SQLException {
    connection.close();
  }

  @Override
  public void abort(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  /** Where to connect. */
  @FunctionalInterface
  interface Address {
    /**
     * Says where the server is now.
     *
     * @throws SQLException if that is unknown, at the moment or for good
     */
    Target find() throws SQLException;
  }

  /**
   * What the driver takes.
   *
   * @param url without secrets
   * @param properties user, password and the like; time-outs among them override the defaults
   */
  record Target(String url, Properties properties) {
    /** Where it connects; no user, no password. */
    @Override
    public String toString() {
      return url;
    }
  }
}
