package io.dispatcherd.dashboard.actions;

import io.dispatcherd.dashboard.access.signin.EndedSessions;
import io.dispatcherd.dashboard.reading.QueueTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The table of ended sessions in the queue's schema. Thread-safe. */
public record EndedSessionsTable(QueueTables tables) implements EndedSessions.Store {
  private static final int LIMIT_SECONDS = 3;

  @Override
  public void add(String id, Instant until) throws SQLException {
    try (Connection connection = tables.connections().getConnection();
        PreparedStatement add =
            connection.prepareStatement(tables.in("select \"${schema}\".end_session(?, ?)"))) {
      add.setQueryTimeout(LIMIT_SECONDS);
      add.setString(1, id);
      add.setTimestamp(2, Timestamp.from(until));
      add.execute();
    }
  }

  @Override
  public Map<String, Instant> all() throws SQLException {
    Map<String, Instant> all = new HashMap<>();
    try (Connection connection = tables.connections().getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                tables.in("select id, until from \"${schema}\".list_ended_sessions()"))) {
      query.setQueryTimeout(LIMIT_SECONDS);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          all.put(rows.getString(1), rows.getTimestamp(2).toInstant());
        }
      }
    }
    return all;
  }
}
