package io.dispatcherd.queue.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * One call of a function, as one transaction in one round trip. The isolation and the time limit go
 * with it, since a login, a database or a pooler may have set others, and a function can't change
 * those of its own transaction.
 */
public final class Call {
  private final String sql;

  private Call(String sql) {
    this.sql = sql;
  }

  /**
   * A call of its own time limit.
   *
   * @param query one statement
   * @param limit after which the server ends it
   * @param isFlushed whether the commit waits until it is on disk
   */
  public static Call of(String query, Duration limit, boolean isFlushed) {
    return new Call(
        "begin isolation level read committed; set local statement_timeout = %d; set local search_path = pg_catalog; %s%s; commit"
            .formatted(
                limit.toMillis(), isFlushed ? "" : "set local synchronous_commit = off; ", query));
  }

  /** Reads the rows of the answer. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /** Sets the parameters. */
  @FunctionalInterface
  public interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /**
   * Runs it.
   *
   * @param connection in autocommit, with no transaction open
   */
  public <T> T run(Connection connection, Parameters parameters, Reader<T> reader)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      boolean isResult = statement.execute();
      while (!isResult) {
        if (statement.getUpdateCount() < 0) {
          throw new SQLException("the server sent no answer to " + sql);
        }
        isResult = statement.getMoreResults();
      }
      try (ResultSet rows = statement.getResultSet()) {
        return reader.read(rows);
      }
    } catch (SQLException e) {
      leave(connection);
      throw e;
    }
  }

  /** Ends the transaction that a failed call has left open. */
  private static void leave(Connection connection) {
    try (PreparedStatement rollback = connection.prepareStatement("rollback")) {
      rollback.execute();
    } catch (SQLException e) {
      // The connection is of no more use, which whoever uses it next will find.
    }
  }
}
