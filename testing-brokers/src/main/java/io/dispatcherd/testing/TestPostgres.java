package io.dispatcherd.testing;

import io.dispatcherd.config.Secret;
import io.dispatcherd.postgres.ConnectionParameters;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A PostgreSQL for tests, and how to connect to it. {@link #shared()} serves most tests; those that
 * stop or kill their server start a {@link RestartablePostgres}. Immutable and thread-safe.
 */
public final class TestPostgres {

  /**
   * The environment variable that may name a running server, reached over TCP, as a libpq
   * connection string: the tests then use that one and start none.
   */
  public static final String CONNINFO_VARIABLE = "DISPATCHERD_TEST_CONNINFO";

  private final String conninfo;

  private TestPostgres(String conninfo) {
    this.conninfo = conninfo;
  }

  /**
   * The server that all tests of this JVM share: started at the first call, in a temporary folder
   * that goes with it when the JVM ends; or the one that {@value #CONNINFO_VARIABLE} names. Tests
   * that run at the same time need channels (or tables) of their own in it.
   */
  public static TestPostgres shared() {
    return Shared.POSTGRES;
  }

  static TestPostgres at(String conninfo) {
    return new TestPostgres(conninfo);
  }

  /** A libpq connection string with everything needed to connect, the password too. */
  public String conninfo() {
    return conninfo;
  }

  /**
   * A JDBC URL with everything needed to connect, the password too.
   *
   * @throws io.dispatcherd.config.ConfigurationException if {@value #CONNINFO_VARIABLE} cannot be
   *     read
   */
  public String jdbcUrl() {
    ConnectionParameters parameters = ConnectionParameters.parse(conninfo);
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(
            address().getHostString(),
            address().getPort(),
            encode(parameters.get("dbname").orElse("postgres")),
            encode(parameters.get("user").orElse("postgres")),
            encode(parameters.password().map(Secret::reveal).orElse("")));
  }

  /** Where it listens. */
  InetSocketAddress address() {
    ConnectionParameters parameters = ConnectionParameters.parse(conninfo);
    return new InetSocketAddress(
        parameters.get("host").orElse("localhost"),
        Integer.parseInt(parameters.get("port").orElse("5432")));
  }

  /** The same server, behind another port of this machine. */
  TestPostgres throughPort(int port) {
    return with(Map.of("host", "127.0.0.1", "port", Integer.toString(port)));
  }

  /** The same server, for sessions that are shown under this name in {@code pg_stat_activity}. */
  public TestPostgres named(String applicationName) {
    return with(Map.of("application_name", applicationName));
  }

  private TestPostgres with(Map<String, String> keywords) {
    return at(
        ConnectionParameters.parse(conninfo).with(keywords).reveal().entrySet().stream()
            .map(each -> each.getKey() + "='" + quote(each.getValue()) + "'")
            .collect(Collectors.joining(" ")));
  }

  private static String quote(String value) {
    return value.replace("\\", "\\\\").replace("'", "\\'");
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** Opens a connection, to be closed by the caller. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  /**
   * Ends all sessions of this name.
   *
   * @return how many there were; they are gone
   */
  public int terminate(String applicationName) throws SQLException {
    try (Connection connection = connect()) {
      return terminate(connection, applicationName);
    }
  }

  /** Does {@link #terminate(String)} over a connection that is there already. */
  public static int terminate(Connection over, String applicationName) throws SQLException {
    try (PreparedStatement terminate =
        over.prepareStatement(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                + " WHERE application_name = ?")) {
      terminate.setString(1, applicationName);
      int count = 0;
      try (ResultSet rows = terminate.executeQuery()) {
        while (rows.next()) {
          count++;
        }
      }
      return count;
    }
  }

  /** How many sessions of this name there are. */
  public int sessions(String applicationName) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement count =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = ?")) {
      count.setString(1, applicationName);
      try (ResultSet rows = count.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  /** Holds the shared server; initialised, and so started, at the first use. */
  private static final class Shared {
    static final TestPostgres POSTGRES = find();

    private static TestPostgres find() {
      String configured = System.getenv(CONNINFO_VARIABLE);
      return configured == null || configured.isBlank()
          ? RestartablePostgres.start().connection()
          : at(configured);
    }
  }
}
