package io.dispatcherd.queue.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a schema's tables to a version, step by step. Each step is a transaction, guarded by a
 * lock in the database: services that start together do it once, and a migration that was killed
 * can be run again.
 */
public final class Migrations {
  /** The version that this program works with. */
  public static final int LATEST = 1;

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtext('dispatcherd migration of ${schema}'))";
  private static final String PREPARE =
      """
      create schema if not exists "${schema}";
      create table if not exists "${schema}".migration (
        version integer primary key,
        applied_at timestamptz not null default clock_timestamp()
      );
      """;

  /**
   * The files of each version, in the order in which they are run: what a later one does to the
   * tables of an earlier one comes after it.
   */
  private static final List<List<String>> FILES =
      List.of(
          List.of(
              "1.sql", //
              "1-unique.sql",
              "1-limits.sql",
              "1-fair.sql",
              "1-steps.sql",
              "1-jobs.sql",
              "1-schedules.sql",
              "1-workflows.sql",
              "1-declarations.sql",
              "1-dashboard.sql",
              "1-rights.sql"));

  private static final String RECORD = "insert into \"${schema}\".migration (version) values (%d)";

  private final SchemaName schema;

  /** Migrations of this schema. */
  public Migrations(SchemaName schema) {
    this.schema = schema;
  }

  /** The version of the tables in this database; 0 if there are none. */
  public int installed(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table =
          statement.executeQuery(
              schema.in("select to_regclass('\"${schema}\".migration') is not null"))) {
        table.next();
        if (!table.getBoolean(1)) {
          return 0;
        }
      }
      try (ResultSet version =
          statement.executeQuery(
              schema.in("select coalesce(max(version), 0) from \"${schema}\".migration"))) {
        version.next();
        return version.getInt(1);
      }
    }
  }

  /**
   * Brings the tables to this program's version; does nothing if they have it.
   *
   * @param connection in autocommit
   * @throws SchemaVersionException if they are newer
   * @throws SQLException if the database refuses, for instance for want of rights; what had been
   *     done before stays
   */
  public void migrate(Connection connection) throws SQLException {
    migrate(connection, LATEST);
  }

  /** Brings the tables to this version; see {@link #migrate(Connection)}. */
  public void migrate(Connection connection, int version) throws SQLException {
    checkKnown(version);
    int present = installed(connection);
    checkNotNewer(present);
    for (int next = present + 1; next <= version; next++) {
      apply(connection, next);
    }
  }

  /**
   * Checks that the tables have this program's version.
   *
   * @throws SchemaVersionException if they don't
   */
  public void check(Connection connection) throws SQLException {
    int present = installed(connection);
    checkNotNewer(present);
    if (present < LATEST) {
      throw new SchemaVersionException(
          "%s in schema %s, and this program needs version %d: run \"dispatcherd migrate\", or set migrate: true"
              .formatted(
                  present == 0
                      ? "the queue's tables are missing"
                      : "the queue's tables have version " + present,
                  schema,
                  LATEST));
    }
  }

  /**
   * The SQL of these steps, for a tool or a person to run.
   *
   * @param present the version that the tables have; 0 for none
   * @param wanted the version that they are to have
   */
  public String script(int present, int wanted) {
    checkKnown(wanted);
    StringBuilder script = new StringBuilder();
    for (int next = present + 1; next <= wanted; next++) {
      script
          .append("begin;\n")
          .append(schema.in(LOCK))
          .append(";\n")
          .append(schema.in(PREPARE))
          .append(schema.in(RECORD.formatted(next)))
          .append(";\n\n")
          .append(step(next))
          .append("commit;\n");
    }
    return script.toString();
  }

  private void apply(Connection connection, int version) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(schema.in(LOCK));
      statement.execute(schema.in(PREPARE));
      if (installed(connection) < version) {
        statement.execute(schema.in(RECORD.formatted(version)));
        statement.execute(step(version));
        log.info("The queue's tables in schema {} have version {} now", schema, version);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void checkNotNewer(int present) {
    if (present > LATEST) {
      throw new SchemaVersionException(
          "the queue's tables in schema %s have version %d, and this program knows versions up to %d: run a newer dispatcherd"
              .formatted(schema, present, LATEST));
    }
  }

  private static void checkKnown(int version) {
    if (version < 1 || version > LATEST) {
      throw new IllegalArgumentException(
          "there is no version %d of the queue's tables: give one from 1 to %d"
              .formatted(version, LATEST));
    }
  }

  private String step(int version) {
    StringBuilder step = new StringBuilder();
    for (String file : FILES.get(version - 1)) {
      step.append(read(file));
    }
    return schema.in(step.toString());
  }

  private static String read(String file) {
    String name = "/io/dispatcherd/queue/migrations/" + file;
    try (InputStream stream = Migrations.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
