package io.dispatcherd.service;

import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.JdbcTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.ds.PGSimpleDataSource;

/** An application's data source, which the configuration names by its class. */
public final class OwnDataSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1;

  /** What was asked for, by whomever: the test empties it. */
  static final List<Connection> SUPPLIED = new CopyOnWriteArrayList<>();

  /** One that is told what {@code config} says. */
  public OwnDataSource(ConnectionParameters parameters) throws SQLException {
    JdbcTarget target = parameters.jdbcTarget();
    setURL(target.url());
    for (String name : target.properties().stringPropertyNames()) {
      setProperty(name, target.properties().getProperty(name));
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    SUPPLIED.add(connection);
    return connection;
  }
}
