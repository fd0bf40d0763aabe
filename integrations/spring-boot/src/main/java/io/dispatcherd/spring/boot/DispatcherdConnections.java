package io.dispatcherd.spring.boot;

import io.dispatcherd.postgres.SuppliedConnections;
import java.util.Optional;

/**
 * Supplies brokers with connections of the application. A bean of this type takes the place of the
 * one that is configured automatically.
 */
@FunctionalInterface
public interface DispatcherdConnections {
  /**
   * Connections to one database.
   *
   * @param dataSource name of the bean with its data source; empty for the default one
   */
  SuppliedConnections of(Optional<String> dataSource);
}
