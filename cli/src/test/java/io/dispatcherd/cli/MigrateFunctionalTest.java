package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.testing.TestPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dispatcherd migrate} on a real database. */
@Tag("functional")
class MigrateFunctionalTest {
  @TempDir Path folder = Path.of("");

  private final String schema = "test_" + UUID.randomUUID().toString().replace("-", "");

  @AfterEach
  void drop() throws SQLException {
    try (Connection connection = TestPostgres.shared().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists \"" + schema + "\" cascade");
    }
  }

  private String migrate() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("test.yml"),
            "version: 2\nbrokers:\n  pg_queue:\n    schema: %s\n    config: {conninfo: \"%s\"}\n"
                .formatted(schema, TestPostgres.shared().conninfo()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        new DispatcherdMain(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute("migrate", "--config", file.toString());
    assertEquals(0, status, err.toString());
    return out.toString().strip();
  }

  @Test
  void theTablesAreMadeOnceAndThenAreAsBefore() throws Exception {
    String first = migrate();
    String second = migrate();

    assertTrue(first.endsWith("have version 1 now (before: 0)"), first);
    assertTrue(second.endsWith("have version 1, as before"), second);
  }
}
