package io.dispatcherd.spring.boot;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.postgres.SuppliedConnections;
import java.util.Optional;
import javax.sql.DataSource;

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

  /**
   * The pool behind them, which the dashboard reads on.
   *
   * @param dataSource name of the bean with its data source; empty for the default one
   */
  default DataSource pool(Optional<String> dataSource) {
    throw new ConfigurationException(
        "dispatcherd.dashboard.enabled: the dashboard reads on a data source, and the application's"
            + " own DispatcherdConnections names none: implement pool there, or set this to false");
  }
}
