package io.dispatcherd.postgres;

import java.util.Optional;
import javax.sql.DataSource;

/**
 * Connections that a program supplies to its brokers, in place of those that the configuration
 * describes. Immutable.
 *
 * @param publishing to publish on
 * @param kept for all else, such as listening: connections that a broker keeps, so never of a pool
 */
public record SuppliedConnections(
    Optional<ConnectionFactory> publishing, Optional<ConnectionFactory> kept) {
  /** None: all are as configured. */
  public static final SuppliedConnections NONE =
      new SuppliedConnections(Optional.empty(), Optional.empty());

  /** To publish on, those of an application's pool, each borrowed for one publication. */
  public static SuppliedConnections of(DataSource pool) {
    return new SuppliedConnections(Optional.of(ConnectionFactory.of(pool)), Optional.empty());
  }

  /**
   * All connections, so that nothing in the configuration is used to connect.
   *
   * @param publishing to publish on
   * @param kept for all else
   */
  public static SuppliedConnections of(ConnectionFactory publishing, ConnectionFactory kept) {
    return new SuppliedConnections(Optional.of(publishing), Optional.of(kept));
  }
}
