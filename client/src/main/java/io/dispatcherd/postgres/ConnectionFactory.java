package io.dispatcherd.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Supplies a broker with connections to PostgreSQL, for instance from an application's pool.
 *
 * <p>The broker asks for a connection when it needs one, keeps it, and asks again after it has
 * failed. Whether a connection is ever closed is the factory's business: the broker only says what
 * it has no more use for. Implementations are thread-safe. Any wrapper does that unwraps to {@code
 * org.postgresql.PGConnection}.
 *
 * <p>Publishing and listening each need a connection of their own, since a connection that waits
 * for notifications can do nothing else meanwhile. One to listen on is set to autocommit. One on
 * which a transaction is open when the broker comes to publish carries the messages in that
 * transaction, which is left to whoever opened it; if it has failed already it is rolled back
 * first.
 *
 * <p>To be named in {@code sync_connection_factory} or {@code async_connection_factory}, the class
 * needs a public constructor: one that takes {@link io.dispatcherd.postgres.ConnectionParameters}
 * is given what {@code config} says; else one without parameters. A {@link DataSource} can be named
 * there too, and is used as {@link #of} uses it.
 */
@FunctionalInterface
public interface ConnectionFactory {
  /**
   * Connections of an application's pool; those that the broker is done with go back to it.
   *
   * @param pool has room for one connection to publish on and one for each subscription and
   *     conversation
   */
  static ConnectionFactory of(DataSource pool) {
    return new ConnectionFactory() {
      @Override
      public Connection connect() throws SQLException {
        return pool.getConnection();
      }

      @Override
      public void release(Connection connection) throws SQLException {
        connection.close();
      }
    };
  }

  /**
   * Supplies a connection.
   *
   * @throws SQLException if there is none; the broker reports it and asks again later
   */
  Connection connect() throws SQLException;

  /**
   * Takes back a connection that the broker is done with, broken or not. A factory on a pool closes
   * it here, which returns it to the pool. Does nothing by default.
   *
   * @throws SQLException if that failed; the broker logs it
   */
  default void release(Connection connection) throws SQLException {}

  /**
   * Makes what another thread does on this connection fail at once: it hasn't ended in time, or the
   * broker is being closed. Does nothing by default, so that time-outs are the application's.
   *
   * @throws SQLException if that failed; the broker logs it
   */
  default void abort(Connection connection) throws SQLException {}
}
