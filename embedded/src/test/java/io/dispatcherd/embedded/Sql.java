package io.dispatcherd.embedded;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements of the tests, each on a connection of its own. */
final class Sql {

  private Sql() {}

  static Connection connect(EmbeddedPostgresLocation location) throws SQLException {
    return DriverManager.getConnection(
        location.jdbcUrl(), EmbeddedPostgresLocation.USER, location.password());
  }

  static void execute(EmbeddedPostgresLocation location, String sql) throws SQLException {
    try (Connection connection = connect(location);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String query(EmbeddedPostgresLocation location, String sql) throws SQLException {
    try (Connection connection = connect(location);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return String.valueOf(result.getString(1));
    }
  }
}
