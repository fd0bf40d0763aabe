package io.dispatcherd.queue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.connection.ConnectionFactories;
import io.dispatcherd.postgres.connection.ConnectionFactories.Purpose;
import io.dispatcherd.queue.schema.Migrations;
import io.dispatcherd.queue.schema.SchemaVersionException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The tables of a configured queue, for a program that sees to them before services start. Thread
 * safe.
 */
public final class QueueTables {
  private final PgQueueSettings settings;
  private final Migrations migrations;

  /** Those of this queue. Connects to nothing yet. */
  public QueueTables(PgQueueSettings settings) {
    this.settings = settings;
    migrations = new Migrations(settings.options().schema());
  }

  /** The version that this program works with. */
  public static int latest() {
    return Migrations.LATEST;
  }

  /**
   * The SQL that makes them, for a person or a tool to run; no database is asked.
   *
   * @param from the version that they have; 0 if there are none
   * @param to the version that they are to have
   * @throws IllegalArgumentException if there is no such version
   */
  public String script(int from, int to) {
    return migrations.script(from, to);
  }

  /**
   * Brings them to a version; does nothing if they have it, or a later one. Safe while services
   * run, and while others do the same.
   *
   * @return what has become of them, for people
   * @throws BrokerException if the database can't be reached or refuses, or its tables are newer
   *     than this program
   * @throws IllegalArgumentException if there is no such version
   */
  public String migrate(int to) {
    ConnectionFactory factory =
        ConnectionFactories.of(settings.name(), settings.publishing(), Purpose.PUBLISHING);
    try {
      Connection connection = factory.connect();
      try {
        connection.setAutoCommit(true);
        int before = migrations.installed(connection);
        migrations.migrate(connection, to);
        int now = migrations.installed(connection);
        return "%s: the tables in schema %s have version %d%s"
            .formatted(
                settings.name(),
                settings.options().schema(),
                now,
                now == before ? ", as before" : " now (before: " + before + ")");
      } finally {
        factory.release(connection);
      }
    } catch (SQLException | SchemaVersionException e) {
      throw new BrokerException(settings.name() + ": " + e.getMessage(), e);
    }
  }
}
