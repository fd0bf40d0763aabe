package io.dispatcherd.queue.schedules;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.ScheduleKeeper;
import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.jobs.ScheduleChange;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.jobs.ScheduleInfo;
import io.dispatcherd.jobs.Schedules;
import io.dispatcherd.messages.Json;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The schedules of one schema. Every call is one transaction. Thread-safe. */
public final class QueueSchedules implements Schedules, ScheduleKeeper {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PUT =
      "select \"${schema}\".put_schedule(?, ?, ?::json, ?::interval, ?, ?, ?, ?::interval, ?, ?)";
  private static final String DUE =
      "select *, extract(epoch from period) as seconds, extract(epoch from missed_bound) as bound"
          + " from \"${schema}\".due_schedules()";
  private static final String HEED =
      "select \"${schema}\".fire_schedule(?, ?::timestamptz, ?::timestamptz[], ?::timestamptz,"
          + " ?::timestamptz[])";
  private static final String REFUSE = "select \"${schema}\".refuse_schedule(?, ?, ?)";
  private static final String LIST = "select * from \"${schema}\".list_schedules(?)";

  private final SchemaName schema;
  private final StoreConnection connection;
  private final Preparation preparation;
  private final Runnable onSubmitted;

  /** Sees to it that the tables are there. */
  @FunctionalInterface
  public interface Preparation {
    void on(StoreConnection connection) throws SQLException;
  }

  /**
   * @param schema where the tables are
   * @param connection to ask on
   * @param preparation made before each call
   * @param onSubmitted called when tasks have been submitted
   */
  public QueueSchedules(
      SchemaName schema,
      StoreConnection connection,
      Preparation preparation,
      Runnable onSubmitted) {
    this.schema = schema;
    this.connection = connection;
    this.preparation = preparation;
    this.onSubmitted = onSubmitted;
  }

  @Override
  public void put(ScheduleEntry entry) {
    put(entry, "api");
  }

  @Override
  public List<String> put(ScheduleEntry entry, String source) {
    String submission = StoredSubmission.of(entry);
    return ask(
        PUT,
        statement -> {
          statement.setString(1, entry.name());
          statement.setString(2, entry.task());
          statement.setString(3, submission);
          statement.setString(
              4,
              entry.schedule() instanceof Schedule.Every every ? interval(every.period()) : null);
          Schedule.Cron cron = entry.schedule() instanceof Schedule.Cron given ? given : null;
          statement.setString(5, cron == null ? null : cron.expression());
          statement.setString(6, cron == null ? null : cron.zone().getId());
          statement.setString(7, entry.missed().wireName());
          statement.setString(8, interval(entry.missedBound()));
          statement.setString(9, entry.overlap().wireName());
          statement.setString(10, source);
        },
        rows -> List.of((String[]) one(rows).getArray(1).getArray()));
  }

  @Override
  public Due due() {
    return ask(
        DUE,
        statement -> {},
        rows -> {
          List<DueSchedule> due = new ArrayList<>();
          Optional<Duration> wait = Optional.empty();
          while (rows.next()) {
            long id = rows.getLong("id");
            if (rows.wasNull()) {
              double seconds = rows.getDouble("wait");
              wait = rows.wasNull() ? wait : Optional.of(duration(Math.max(0, seconds)));
            } else {
              due.add(
                  new DueSchedule(
                      id,
                      String.valueOf(rows.getString("name")),
                      schedule(rows),
                      missed(rows),
                      duration(rows.getDouble("bound")),
                      time(rows, "next_at"),
                      time(rows, "now").orElseThrow()));
            }
          }
          return new Due(due, wait);
        });
  }

  @Override
  public int heed(DueSchedule schedule, List<Instant> moments, List<Instant> later) {
    int submitted = heedThere(schedule, moments, later);
    if (submitted > 0) {
      onSubmitted.run();
    }
    return submitted;
  }

  private int heedThere(DueSchedule schedule, List<Instant> moments, List<Instant> later) {
    return ask(
        HEED,
        statement -> {
          statement.setLong(1, schedule.id());
          statement.setString(2, schedule.next().map(Instant::toString).orElse(null));
          statement.setArray(3, times(statement, moments));
          statement.setString(4, later.isEmpty() ? null : later.get(0).toString());
          statement.setArray(
              5, times(statement, later.subList(Math.min(1, later.size()), later.size())));
        },
        rows -> one(rows).getInt(1));
  }

  @Override
  public void refuse(DueSchedule schedule, String problem) {
    ask(
        REFUSE,
        statement -> {
          statement.setLong(1, schedule.id());
          statement.setString(
              2, schedule.schedule() instanceof Schedule.Cron cron ? cron.expression() : null);
          statement.setString(3, problem);
        },
        rows -> true);
  }

  @Override
  public List<ScheduleInfo> list() {
    return ask(LIST, statement -> statement.setString(1, null), QueueSchedules::infos);
  }

  @Override
  public Optional<ScheduleInfo> find(String name) {
    return ask(LIST, statement -> statement.setString(1, name), QueueSchedules::infos).stream()
        .findFirst();
  }

  @Override
  public boolean change(String name, ScheduleChange change) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    change
        .values()
        .forEach(
            (field, value) -> values.put(field, value.map(QueueSchedules::written).orElse(null)));
    return ask(
        "select \"${schema}\".change_schedule(?, ?::json)",
        statement -> {
          statement.setString(1, name);
          statement.setString(2, Json.write(values));
        },
        rows -> one(rows).getBoolean(1));
  }

  /** Times are intervals there. */
  private static Object written(Object value) {
    return value instanceof Duration time ? interval(time) : value;
  }

  @Override
  public boolean pause(String name) {
    return paused(name, true);
  }

  @Override
  public boolean resume(String name) {
    return paused(name, false);
  }

  private boolean paused(String name, boolean isPaused) {
    return ask(
        "select \"${schema}\".pause_schedule(?, ?)",
        statement -> {
          statement.setString(1, name);
          statement.setBoolean(2, isPaused);
        },
        rows -> one(rows).getBoolean(1));
  }

  @Override
  public Optional<String> run(String name) {
    Optional<String> uuid =
        ask(
            "select \"${schema}\".run_schedule(?)",
            statement -> statement.setString(1, name),
            rows -> Optional.ofNullable(one(rows).getString(1)));
    onSubmitted.run();
    return uuid;
  }

  @Override
  public boolean delete(String name) {
    return ask(
        "select \"${schema}\".delete_schedule(?)",
        statement -> statement.setString(1, name),
        rows -> one(rows).getBoolean(1));
  }

  @FunctionalInterface
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private <T> T ask(String query, Parameters parameters, Reader<T> reader) {
    try {
      preparation.on(connection);
      return connection.call(
          LIMIT,
          on -> {
            try (PreparedStatement statement = on.prepareStatement(schema.in(query))) {
              parameters.set(statement);
              try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
              }
            }
          });
    } catch (SQLException e) {
      throw new BrokerException("pg_queue: the schedules can't be reached: " + e.getMessage(), e);
    }
  }

  private static List<ScheduleInfo> infos(ResultSet rows) throws SQLException {
    List<ScheduleInfo> infos = new ArrayList<>();
    while (rows.next()) {
      List<Instant> next = new ArrayList<>();
      time(rows, "next_at").ifPresent(next::add);
      for (Timestamp later : (Timestamp[]) rows.getArray("later_at").getArray()) {
        next.add(later.toInstant());
      }
      infos.add(
          new ScheduleInfo(
              String.valueOf(rows.getString("name")),
              String.valueOf(rows.getString("task")),
              Optional.ofNullable(rows.getString("queue")),
              schedule(rows),
              missed(rows),
              duration(rows.getDouble("bound")),
              Overlap.ofWireName(String.valueOf(rows.getString("overlap"))).orElse(Overlap.ALLOW),
              rows.getBoolean("paused"),
              String.valueOf(rows.getString("source")),
              time(rows, "created_at").orElseThrow(),
              next,
              time(rows, "last_at"),
              Optional.ofNullable(rows.getString("last_uuid")),
              Optional.ofNullable(rows.getString("problem"))));
    }
    return infos;
  }

  private static Schedule schedule(ResultSet row) throws SQLException {
    String cron = row.getString("cron");
    if (cron == null) {
      return new Schedule.Every(duration(row.getDouble("seconds")));
    }
    String zone = row.getString("zone");
    return new Schedule.Cron(cron, zone == null ? ZoneOffset.UTC : ZoneId.of(zone));
  }

  private static Missed missed(ResultSet row) throws SQLException {
    return Missed.ofWireName(String.valueOf(row.getString("missed"))).orElse(Missed.LAST);
  }

  private static ResultSet one(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new SQLException("the server sent an empty answer");
    }
    return rows;
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static Array times(PreparedStatement statement, List<Instant> moments)
      throws SQLException {
    return statement
        .getConnection()
        .createArrayOf("text", moments.stream().map(Instant::toString).toArray());
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e6) * 1000);
  }

  private static String interval(Duration duration) {
    return "%d microseconds".formatted(duration.toNanos() / 1000);
  }
}
