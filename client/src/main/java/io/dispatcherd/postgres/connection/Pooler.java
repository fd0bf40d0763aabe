package io.dispatcherd.postgres.connection;

import io.dispatcherd.postgres.ConnectionFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a pooler such as pgbouncer stands between a connection and PostgreSQL.
 *
 * <p>One in transaction mode lends a server connection for each transaction. What a session keeps
 * is then shared, or lost: statements prepared under a name collide, and notifications arrive at a
 * server connection that nobody reads. A pooler gives itself away by announcing its own process id
 * instead of the server's.
 */
final class Pooler {
  /** Asks a server for the process behind a connection. */
  static final String BACKEND_PID = "SELECT pg_backend_pid()";

  private static final Logger log = LoggerFactory.getLogger(Pooler.class);

  private static final String NO_NOTIFICATIONS =
      "notifications don't arrive over this connection: it goes through a pooler such as pgbouncer"
          + " in transaction mode, which doesn't support LISTEN. Let the connection that listens go"
          + " to PostgreSQL itself, by brokers.pg_notify.listen_config (its host and port), or to a"
          + " pool in session mode";

  private Pooler() {}

  /** Whether a pooler stands before the server; asks the server. */
  static boolean isBefore(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(BACKEND_PID)) {
      return result.next() && isBefore(connection, result.getInt(1));
    }
  }

  /**
   * Whether a pooler stands before the server.
   *
   * @param backend the process that the server names
   */
  static boolean isBefore(Connection connection, int backend) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID() != backend;
  }

  /**
   * Keeps the driver from preparing statements under a name, which a pooler in transaction mode
   * would carry out on a connection that has no such statement, or has another one.
   */
  static void avoidNamedStatements(Connection connection) throws SQLException {
    connection.unwrap(PGConnection.class).setPrepareThreshold(0);
  }

  /** The error that a pooler keeps notifications from the connection. */
  static SQLException refusal() {
    return new SQLException(NO_NOTIFICATIONS);
  }

  /**
   * Sends a notification from another connection, so that a listening one can prove that it
   * receives it.
   *
   * @param listener the process behind the listening connection
   * @param limit how long the server may take to answer
   * @return whether it was sent; if not, nothing can be proved
   * @throws SQLException if both connections share a process of the server, so that nothing is
   *     going to arrive
   */
  static boolean sendFromAnother(
      ConnectionFactory factory, Connection listening, int listener, String channel, Duration limit)
      throws SQLException {
    Connection other = factory.connect();
    if (other.equals(listening)) {
      return false;
    }
    int process;
    try {
      process = notify(other, channel, limit);
    } catch (SQLException e) {
      log.warn(
          "The listening connection goes through a pooler. Could not check whether it receives"
              + " notifications: {}",
          e.getMessage());
      return false;
    } finally {
      factory.release(other);
    }
    if (process == listener) {
      throw refusal();
    }
    return true;
  }

  private static int notify(Connection over, String channel, Duration limit) throws SQLException {
    over.setAutoCommit(true);
    over.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
    try (Statement statement = over.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT pg_backend_pid(), pg_notify('" + channel + "', '')")) {
      result.next();
      return result.getInt(1);
    }
  }
}
