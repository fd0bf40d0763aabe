package io.dispatcherd.queue.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.QueueDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a database gets the queue's tables. */
@Tag("functional")
class MigrationsTest {
  private final QueueDatabase database = QueueDatabase.empty();
  private Migrations migrations = new Migrations(SchemaName.DEFAULT);

  @BeforeEach
  void nameTheSchema() {
    migrations = new Migrations(database.schema());
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void anEmptyDatabaseGetsTheLatestVersion() throws SQLException {
    Connection connection = database.connect();
    assertEquals(0, migrations.installed(connection));
    migrations.migrate(connection);
    assertEquals(Migrations.LATEST, migrations.installed(connection));
    migrations.check(connection);
  }

  @Test
  void migratingAgainChangesNothing() throws SQLException {
    Connection connection = database.connect();
    migrations.migrate(connection);
    migrations.migrate(connection);
    assertEquals(List.of("1"), database.rows("select count(*) from \"${schema}\".migration"));
  }

  @Test
  void eightServicesStartOnAnEmptyDatabaseAtOnce() throws Exception {
    List<Callable<Integer>> starts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Connection connection = database.connect();
      starts.add(
          () -> {
            migrations.migrate(connection);
            return migrations.installed(connection);
          });
    }
    ExecutorService services = Executors.newFixedThreadPool(8);
    try {
      for (Future<Integer> start : services.invokeAll(starts)) {
        assertEquals(Migrations.LATEST, start.get());
      }
    } finally {
      services.shutdownNow();
    }
  }

  @Test
  void aMigrationThatIsCutOffLeavesNothingAndCanBeRunAgain() throws SQLException {
    Connection cutOff = database.connect();
    cutOff.setAutoCommit(false);
    try (Statement statement = cutOff.createStatement()) {
      String script = migrations.script(0, Migrations.LATEST);
      statement.execute(script.substring(0, script.lastIndexOf("commit;")));
    }
    cutOff.rollback();
    Connection connection = database.connect();
    assertEquals(0, migrations.installed(connection));
    migrations.migrate(connection);
    migrations.check(connection);
  }

  @Test
  void theScriptMakesTheSameTables() throws SQLException {
    database.execute(migrations.script(0, Migrations.LATEST));
    migrations.check(database.connect());
  }

  @Test
  void missingTablesAreRefusedWithWhatToRun() throws SQLException {
    SchemaVersionException refused =
        assertThrows(SchemaVersionException.class, () -> migrations.check(database.connect()));
    assertEquals(
        "the queue's tables are missing in schema %s, and this program needs version %d: run \"dispatcherd migrate\", or set migrate: true"
            .formatted(database.schema(), Migrations.LATEST),
        refused.getMessage());
  }

  @Test
  void newerTablesAreRefusedByTheirVersion() throws SQLException {
    Connection connection = database.connect();
    migrations.migrate(connection);
    database.execute("insert into \"${schema}\".migration (version) values (99)");
    SchemaVersionException refused =
        assertThrows(SchemaVersionException.class, () -> migrations.migrate(connection));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("have version 99"), refused.toString());
    assertThrows(SchemaVersionException.class, () -> migrations.check(connection));
  }

  @Test
  void aNameThatNeedsEscapingIsRefused() {
    for (String name : List.of("", "1a", "a\"b", "a'b", "pg_x", "a".repeat(41), "é")) {
      assertThrows(IllegalArgumentException.class, () -> new SchemaName(name), name);
    }
  }
}
