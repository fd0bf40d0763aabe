package io.dispatcherd.testing;

import io.dispatcherd.brokers.pgnotify.EmbeddedPostgresLocation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A PostgreSQL for tests, and how to connect to it. {@link #shared()} serves most tests; those that
 * stop or kill their server start a {@link RestartablePostgres}. Immutable and thread-safe.
 */
public final class TestPostgres {

  /**
   * Names the environment variable with a libpq connection string ({@code key=value} pairs without
   * quotes): the tests then use that server and start none.
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

  static TestPostgres at(EmbeddedPostgresLocation location) {
    return new TestPostgres(location.conninfo());
  }

  /** A libpq connection string with everything needed to connect, the password too. */
  public String conninfo() {
    return conninfo;
  }

  /** A JDBC URL with everything needed to connect, the password too. */
  public String jdbcUrl() {
    Map<String, String> keywords =
        Arrays.stream(conninfo.trim().split("\\s+"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return "jdbc:postgresql://%s:%s/%s?user=%s&password=%s"
        .formatted(
            keywords.getOrDefault("host", "localhost"),
            keywords.getOrDefault("port", "5432"),
            keywords.getOrDefault("dbname", "postgres"),
            keywords.getOrDefault("user", "postgres"),
            keywords.getOrDefault("password", ""));
  }

  /** Opens a connection, to be closed by the caller. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  /** Holds the shared server; initialised, and so started, at the first use. */
  private static final class Shared {
    static final TestPostgres POSTGRES = find();

    private static TestPostgres find() {
      String configured = System.getenv(CONNINFO_VARIABLE);
      return configured == null || configured.isBlank()
          ? RestartablePostgres.start().connection()
          : new TestPostgres(configured);
    }
  }
}
