package io.dispatcherd.queue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.schema.Migrations;
import io.dispatcherd.queue.schema.SchemaVersionException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** Sees to it that the tables are there, in this program's version. Thread-safe. */
final class Tables {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** There is no such schema, table or function. */
  private static final Set<String> MISSING = Set.of("3F000", "42P01", "42883");

  private final String broker;
  private final QueueOptions options;
  private final Migrations migrations;

  /** Whether they have been found to be right. A second look does no harm. */
  private volatile boolean checked;

  /**
   * @param broker its name, for errors
   */
  Tables(String broker, QueueOptions options) {
    this.broker = broker;
    this.options = options;
    migrations = new Migrations(options.schema());
  }

  /** Whether a statement failed for want of tables or functions. */
  static boolean areMissing(SQLException e) {
    return MISSING.contains(String.valueOf(e.getSQLState()));
  }

  /** What to do if a statement of an application's own transaction failed for want of them. */
  String advice() {
    return "the queue's tables in schema %s are missing or of another version: start a service whose configuration has migrate: true, or run \"dispatcherd migrate\""
        .formatted(options.schema());
  }

  /**
   * Creates, upgrades or checks them, the first time.
   *
   * @throws BrokerException if they are wrong, and not to be changed here
   */
  void prepare(StoreConnection on) throws SQLException {
    if (checked) {
      return;
    }
    on.call(
        LIMIT,
        connection -> {
          prepare(connection);
          return true;
        });
    checked = true;
  }

  private void prepare(Connection connection) throws SQLException {
    try {
      if (options.migrates()) {
        migrations.migrate(connection);
      } else {
        migrations.check(connection);
      }
    } catch (SchemaVersionException e) {
      throw new BrokerException(broker + ": " + e.getMessage(), e);
    }
  }
}
