package io.dispatcherd.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("functional")
class TestPostgresTest {

  @Test
  void sharedServerAnswersAndIsTheSameForAll() throws SQLException {
    assertSame(TestPostgres.shared(), TestPostgres.shared());
    assertEquals(42, query(TestPostgres.shared(), "SELECT 42"));
  }

  @Test
  void connectionStringOfARunningServerBecomesAUrl() {
    assertEquals(
        "jdbc:postgresql://db.example:6543/my+tests?user=me&password=a%26b",
        TestPostgres.at("host=db.example port=6543 dbname='my tests' user=me password=a&b")
            .jdbcUrl());
    assertEquals(
        "jdbc:postgresql://db.example:5432/tests?user=me&password=secret",
        TestPostgres.at("postgresql://me:secret@db.example/tests").jdbcUrl());
  }

  @Test
  void stoppedServerRefusesAndComesBackOnTheSamePort() throws SQLException {
    try (RestartablePostgres postgres = RestartablePostgres.start()) {
      TestPostgres connection = postgres.connection();
      execute(connection, "CREATE TABLE kept AS SELECT 7 AS number");

      postgres.stop();
      assertThrows(SQLException.class, connection::connect);

      postgres.restart();
      assertEquals(7, query(connection, "SELECT number FROM kept"));
    }
  }

  @Test
  void killedServerCutsItsConnectionsAndComesBackOnTheSamePort() throws SQLException {
    try (RestartablePostgres postgres = RestartablePostgres.start()) {
      TestPostgres connection = postgres.connection();
      try (Connection open = connection.connect();
          Statement statement = open.createStatement()) {
        postgres.kill();
        assertThrows(SQLException.class, () -> statement.execute("SELECT 1"));
      }

      postgres.restart();
      assertEquals(1, query(connection, "SELECT 1"));
    }
  }

  private static int query(TestPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }

  private static void execute(TestPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
