package io.dispatcherd.queue;

import io.dispatcherd.queue.schema.Migrations;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A schema of a test's own, with the queue's tables, and connections to it. */
public final class QueueDatabase implements AutoCloseable {
  private final SchemaName schema;
  private final Optional<MigratedSchemas> lender;
  private final List<Connection> opened = new ArrayList<>();

  private QueueDatabase(SchemaName schema, Optional<MigratedSchemas> lender) {
    this.schema = schema;
    this.lender = lender;
  }

  /** A schema with the tables of the latest version, as they are after their migration. */
  public static QueueDatabase migrated() throws SQLException {
    MigratedSchemas lender = MigratedSchemas.shared();
    return new QueueDatabase(lender.take(), Optional.of(lender));
  }

  /** The same, but made for this test alone, which may find out what nobody else has left there. */
  public static QueueDatabase newlyMigrated() throws SQLException {
    QueueDatabase database = empty();
    new Migrations(database.schema()).migrate(database.connect());
    return database;
  }

  /** A name that no schema has. */
  public static QueueDatabase empty() {
    return new QueueDatabase(MigratedSchemas.newName(), Optional.empty());
  }

  public SchemaName schema() {
    return schema;
  }

  /** A connection in autocommit, closed with the database. */
  public Connection connect() throws SQLException {
    Optional<Connection> used = lender.flatMap(schemas -> schemas.connection(schema));
    Connection connection =
        used.isPresent()
            ? used.get()
            : DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
    synchronized (opened) {
      opened.add(connection);
    }
    return connection;
  }

  /** Runs SQL in which {@code ${schema}} stands for the schema. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(schema.in(sql));
    }
  }

  /** The rows that a query returns, each as its values joined by spaces. */
  public List<String> rows(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(schema.in(sql))) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          values.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join(" ", values));
      }
      return rows;
    }
  }

  /** The states of all jobs, with how many are in each. */
  public List<String> states() throws SQLException {
    return rows("select state, count(*) from \"${schema}\".jobs group by state order by state");
  }

  @Override
  public void close() throws SQLException {
    List<Connection> all;
    synchronized (opened) {
      all = List.copyOf(opened);
    }
    if (lender.isPresent()) {
      lender.get().giveBack(schema, all);
      return;
    }
    for (Connection connection : all) {
      connection.close();
    }
    execute("drop schema if exists \"${schema}\" cascade");
  }
}
