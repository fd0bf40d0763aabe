package io.dispatcherd.queue.jobs;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.schema.Migrations;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.queue.schema.SchemaVersionException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A way to the tables for those who look at them and steer. It never makes or upgrades them: that
 * is for services and publishers. Thread-safe.
 */
public final class Access {
  /** How long the server may take for a call. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String QUERY_CANCELLED = "57014";

  private final String broker;
  private final SchemaName schema;
  private final StoreConnection connection;

  /** Whether the tables have been found to be right. A second look does no harm. */
  private volatile boolean checked;

  /**
   * Over a connection that the caller closes.
   *
   * @param broker its name, for errors
   */
  public Access(String broker, SchemaName schema, StoreConnection connection) {
    this.broker = broker;
    this.schema = schema;
    this.connection = connection;
  }

  /**
   * Makes a call.
   *
   * @throws BrokerException if the database can't be reached, or refuses it
   */
  <T> T call(StoreConnection.Call<T> call) {
    try {
      return connection.call(
          LIMIT,
          open -> {
            if (!checked) {
              new Migrations(schema).check(open);
              checked = true;
            }
            return call.on(open);
          });
    } catch (SchemaVersionException e) {
      throw new BrokerException(broker + ": " + e.getMessage(), e);
    } catch (SQLException e) {
      throw new BrokerException(broker + ": " + explained(e), e);
    }
  }

  private static String explained(SQLException e) {
    return QUERY_CANCELLED.equals(e.getSQLState())
        ? "this took longer than %d s: narrow it down, for instance by state or key"
            .formatted(LIMIT.toSeconds())
        : String.valueOf(e.getMessage());
  }
}
