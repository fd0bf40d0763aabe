package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.JdbcTarget;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A data source as an application may name it in its configuration. */
public final class ApplicationDataSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1;

  /** One that is told what {@code config} says. */
  public ApplicationDataSource(ConnectionParameters parameters) throws SQLException {
    JdbcTarget target = parameters.jdbcTarget();
    setURL(target.url());
    for (String name : target.properties().stringPropertyNames()) {
      setProperty(name, target.properties().getProperty(name));
    }
  }
}
