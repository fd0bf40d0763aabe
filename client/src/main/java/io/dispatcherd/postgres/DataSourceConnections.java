package io.dispatcherd.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Connections of a data source, which get back to it when they are closed. Internal: applications
 * have {@link ConnectionFactory#of}.
 *
 * @param source where they come from
 * @param use whether the broker keeps one
 */
public record DataSourceConnections(DataSource source, Use use) implements ConnectionFactory {
  @Override
  public Connection connect() throws SQLException {
    return source.getConnection();
  }

  @Override
  public void release(Connection connection) throws SQLException {
    connection.close();
  }
}
