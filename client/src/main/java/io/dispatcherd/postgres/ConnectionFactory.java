package io.dispatcherd.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Supplies a broker with connections to PostgreSQL, for instance from an application's pool.
 *
 * <p>The broker asks for a connection when it needs one, keeps it, and asks again after it has
 * failed; or it borrows one for each publication, as {@link #use} says. Whether a connection is
 * ever closed is the factory's business: the broker only says what it has no more use for.
 * Implementations are thread-safe. Any wrapper does that unwraps to {@code
 * org.postgresql.PGConnection}.
 *
 * <p>Publishing and listening each need a connection of their own, since a connection that waits
 * for notifications can do nothing else meanwhile. One to listen on is set to autocommit. One on
 * which a transaction is open when the broker comes to publish carries the messages in that
 * transaction, which is left to its opener; if it has failed already it is rolled back first.
 *
 * <p>To be named in {@code sync_connection_factory} or {@code async_connection_factory}, the class
 * needs a public constructor: one that takes {@link io.dispatcherd.postgres.ConnectionParameters}
 * is given what {@code config} says; else one without parameters. A {@link DataSource} can be named
 * there too: to publish it is used as {@link #of} uses it, to listen the broker keeps its
 * connections.
 */
@FunctionalInterface
public interface ConnectionFactory {
  /** How a broker uses what a factory supplies to publish on. */
  enum Use {
    /** It keeps one connection and sends everything on that. */
    KEPT,
    /**
     * It borrows a connection for each publication, and gives it back at once. If that isn't in
     * autocommit, and no transaction is open on it, the broker commits.
     */
    BORROWED,
    /**
     * As {@link #BORROWED}, but it never commits: somebody else begins and ends transactions, such
     * as Spring behind a {@code TransactionAwareDataSourceProxy}. Where there is none, connections
     * are in autocommit.
     */
    MANAGED
  }

  /** Connections of an application's pool, to publish on: each is borrowed for one publication. */
  static ConnectionFactory of(DataSource pool) {
    return new DataSourceConnections(pool, Use.BORROWED);
  }

  /**
   * Connections whose transactions somebody else begins and ends, to publish on: what is published
   * in a transaction goes out when that commits.
   */
  static ConnectionFactory ofManaged(DataSource managed) {
    return new DataSourceConnections(managed, Use.MANAGED);
  }

  /** How connections to publish on are used; those to listen on are kept, whatever this says. */
  default Use use() {
    return Use.KEPT;
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
