package io.dispatcherd.dashboard.reading;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the client has no words for, read of the queue's tables: bounded. Thread-safe. */
public final class TableReading {
  /** How many of the latest runs are looked at for what is said of tasks. */
  public static final int SAMPLE = 5_000;

  private static final int LIMIT_SECONDS = 5;

  private static final String WORKFLOWS =
      """
      select w.id, w.uuid, w.name, w.submitted_at, w.cancelled_at is not null, s.steps, s.done, s.dead, s.open
      from (
        select * from "${schema}".workflow w where w.id < ? order by w.id desc limit ?) w
      cross join lateral (
        select count(*) as steps, count(*) filter (where e.outcome = 1) as done,
          count(*) filter (where e.outcome in (2, 3, 6)) as dead,
          count(*) filter (where e.outcome is null and j.id is not null) as open
        from (select p.job from "${schema}".step p where p.workflow = w.id limit 1000) p
        left join "${schema}".job j on j.id = p.job
        left join lateral (
          select r.outcome from "${schema}".run r where r.id = p.job and r.final limit 1) e on true) s
      order by w.id desc
      """;

  private static final String TASKS =
      """
      with latest as materialized (
        select r.id, r.outcome, r.started_at, r.ended_at from "${schema}".run r
        order by r.id desc, r.run desc limit ?)
      select j.task, count(*), count(*) filter (where l.outcome in (2, 3, 6)),
        percentile_disc(array[0.5, 0.95]) within group (
          order by extract(epoch from l.started_at - greatest(j.run_at, "${schema}".time_of(j.id)))::float8),
        percentile_disc(array[0.5, 0.95]) within group (
          order by extract(epoch from l.ended_at - l.started_at)::float8)
      from latest l join "${schema}".job j on j.id = l.id
      where l.outcome in (1, 2, 3, 4, 6)
      group by j.task order by j.task limit 500
      """;

  private final QueueTables tables;

  /** Of these tables. */
  public TableReading(QueueTables tables) {
    this.tables = tables;
  }

  /**
   * Workflows, the latest first.
   *
   * @param before the id of the last one of the page before; empty for the first page
   */
  public List<WorkflowSummary> workflows(OptionalLong before, int most) throws SQLException {
    try (Connection connection = tables.connections().getConnection();
        PreparedStatement query = connection.prepareStatement(in(WORKFLOWS))) {
      query.setQueryTimeout(LIMIT_SECONDS);
      query.setLong(1, before.orElse(Long.MAX_VALUE));
      query.setInt(2, most);
      List<WorkflowSummary> all = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          all.add(
              new WorkflowSummary(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getTimestamp(4).toInstant(),
                  rows.getBoolean(5),
                  rows.getLong(6),
                  rows.getLong(7),
                  rows.getLong(8),
                  rows.getLong(9)));
        }
      }
      return all;
    }
  }

  /** What the latest runs say of each task, by name; 500 tasks at most. */
  public List<TaskSample> tasks() throws SQLException {
    try (Connection connection = tables.connections().getConnection();
        PreparedStatement query = connection.prepareStatement(in(TASKS))) {
      query.setQueryTimeout(LIMIT_SECONDS);
      query.setInt(1, SAMPLE);
      List<TaskSample> all = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          all.add(
              new TaskSample(
                  rows.getString(1),
                  rows.getLong(2),
                  rows.getLong(3),
                  span(rows, 4, 0),
                  span(rows, 4, 1),
                  span(rows, 5, 0),
                  span(rows, 5, 1)));
        }
      }
      return all;
    }
  }

  /** One of an array of seconds; empty if it isn't known. */
  private static Optional<Duration> span(ResultSet rows, int column, int index)
      throws SQLException {
    Array array = rows.getArray(column);
    if (array == null) {
      return Optional.empty();
    }
    Object[] seconds = (Object[]) array.getArray();
    return seconds[index] instanceof Double value
        ? Optional.of(Duration.ofNanos(Math.round(Math.max(0, value) * 1e9)))
        : Optional.empty();
  }

  private String in(String sql) {
    return sql.replace("${schema}", tables.schema().replace("\"", "\"\""));
  }
}
