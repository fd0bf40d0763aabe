package io.dispatcherd.dashboard.actions;

import io.dispatcherd.dashboard.reading.QueueTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators do to jobs, queues, schedules and workflows. Each action and its line of the audit
 * are one transaction; each is a line of the log too. Thread-safe.
 */
public final class QueueActions {
  private static final Logger log = LoggerFactory.getLogger(QueueActions.class);
  private static final int LIMIT_SECONDS = 30;
  private static final int DEFAULT_ATTEMPTS = 20;

  private final QueueTables tables;

  /** Over these tables. */
  public QueueActions(QueueTables tables) {
    this.tables = tables;
  }

  /**
   * Does the same to several things, one after the other.
   *
   * @param action its name
   * @param subjects uuids or names
   * @param once if it is given, and the same was sent before, nothing is done
   * @return how many came to what
   */
  public Map<Outcome, Integer> act(
      Actor actor, String action, List<String> subjects, Optional<String> once)
      throws SQLException {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    try (Connection connection = tables.connections().getConnection();
        PreparedStatement act =
            connection.prepareStatement(
                tables.in("select \"${schema}\".act(?, ?, ?, ?, ?, ?, ?)"))) {
      act.setQueryTimeout(LIMIT_SECONDS);
      for (String subject : subjects) {
        act.setString(1, actor.who());
        act.setString(2, actor.role());
        act.setString(3, actor.peer());
        act.setString(4, action);
        act.setString(5, subject);
        act.setString(6, once.map(form -> form + " " + subject).orElse(null));
        act.setInt(7, DEFAULT_ATTEMPTS);
        try (ResultSet answer = act.executeQuery()) {
          answer.next();
          Outcome outcome = Outcome.valueOf(answer.getString(1).toUpperCase(Locale.ROOT));
          outcomes.merge(outcome, 1, Integer::sum);
          log.info(
              "{} ({}, from {}): {} {}: {}",
              actor.who(),
              actor.role(),
              actor.peer(),
              action,
              subject,
              outcome);
        }
      }
    }
    return outcomes;
  }

  /**
   * Lines of the audit, the latest first.
   *
   * @param before the number of the last one of the page before
   */
  public List<AuditLine> audit(long before, int most) throws SQLException {
    List<AuditLine> all = new ArrayList<>();
    try (Connection connection = tables.connections().getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                tables.in(
                    "select number, done_at, who, role, peer, action, subject, is_done from"
                        + " \"${schema}\".list_audit(?, ?)"))) {
      query.setQueryTimeout(LIMIT_SECONDS);
      query.setLong(1, before);
      query.setInt(2, most);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          all.add(
              new AuditLine(
                  rows.getLong(1),
                  rows.getTimestamp(2).toInstant(),
                  new Actor(rows.getString(3), rows.getString(4), rows.getString(5)),
                  rows.getString(6),
                  rows.getString(7),
                  rows.getBoolean(8)));
        }
      }
    }
    return all;
  }
}
