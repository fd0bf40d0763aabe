package io.dispatcherd.queue.jobs;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Run;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.queue.store.Call;
import io.dispatcherd.queue.store.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that show jobs and steer them, as Java calls. Thread-safe. */
final class JobStore {
  private final Call show;
  private final Call list;
  private final Call count;
  private final Call runs;
  private final Call message;
  private final Call steer;
  private final Call cancel;
  private final Call signal;
  private final Call retry;
  private final Call delete;
  private final Call await;
  private final Call stopWaiting;
  private final Call ended;

  JobStore(SchemaName schema) {
    show = call(schema, "select * from \"${schema}\".show_job(?)");
    list = call(schema, "select * from \"${schema}\".list_jobs(?, ?, ?, ?, ?)");
    count =
        call(
            schema,
            "select coalesce(cardinality(\"${schema}\".find_jobs(?, ?, ?, ?, null, ?)), 0)");
    runs = call(schema, "select * from \"${schema}\".list_runs(?)");
    message = call(schema, "select \"${schema}\".message_of(?)");
    steer =
        call(
            schema, "select changed, next_before from \"${schema}\".steer(?, ?, ?, ?, ?, ?, ?, ?)");
    signal = call(schema, "select \"${schema}\".signal(?, ?, ?::json)");
    cancel = call(schema, "select \"${schema}\".cancel(?)");
    retry = call(schema, "select \"${schema}\".retry(?, ?)");
    delete = call(schema, "select \"${schema}\".delete(?)");
    await = call(schema, "select job_id, waiter from \"${schema}\".await_job(?, ?::interval)");
    stopWaiting = call(schema, "select \"${schema}\".stop_waiting(?, ?)");
    ended = call(schema, "select \"${schema}\".ended_among(?)");
  }

  private static Call call(SchemaName schema, String query) {
    return Call.of(schema.in(query), Access.LIMIT, true);
  }

  Optional<Job> find(Connection connection, String uuid) throws SQLException {
    return show.run(connection, with(uuid), JobStore::jobs).stream().findFirst();
  }

  List<Job> list(Connection connection, JobFilter filter, int limit) throws SQLException {
    return list.run(
        connection,
        statement -> {
          set(statement, 1, filter);
          statement.setInt(5, limit);
        },
        JobStore::jobs);
  }

  long count(Connection connection, JobFilter filter, int atMost) throws SQLException {
    return count.run(
        connection,
        statement -> {
          set(statement, 1, filter);
          statement.setInt(5, atMost);
        },
        rows -> one(rows).getLong(1));
  }

  List<Run> runs(Connection connection, String uuid) throws SQLException {
    return runs.run(connection, with(uuid), JobStore::ended);
  }

  Optional<String> message(Connection connection, String uuid) throws SQLException {
    return message.run(connection, with(uuid), rows -> Optional.ofNullable(one(rows).getString(1)));
  }

  /** Sends a signal, with a value as JSON text. */
  boolean signal(Connection connection, String uuid, String name, String json) throws SQLException {
    return signal.run(
        connection,
        statement -> {
          statement.setString(1, uuid);
          statement.setString(2, name);
          statement.setString(3, json);
        },
        rows -> one(rows).getBoolean(1));
  }

  boolean cancel(Connection connection, String uuid) throws SQLException {
    return cancel.run(connection, with(uuid), rows -> one(rows).getBoolean(1));
  }

  boolean retry(Connection connection, String uuid, int defaultAttempts) throws SQLException {
    return retry.run(
        connection,
        statement -> {
          statement.setString(1, uuid);
          statement.setInt(2, defaultAttempts);
        },
        rows -> one(rows).getBoolean(1));
  }

  boolean delete(Connection connection, String uuid) throws SQLException {
    return delete.run(connection, with(uuid), rows -> one(rows).getBoolean(1));
  }

  /**
   * Part of what is done to all jobs that match.
   *
   * @param changed how many
   * @param next before which job to go on; null after the last ones
   */
  record Part(long changed, @Nullable Long next) {}

  /** What may be done to jobs. */
  enum Act {
    CANCEL,
    RETRY,
    DELETE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Part steer(
      Connection connection,
      Act act,
      JobFilter filter,
      @Nullable Long before,
      int most,
      int defaultAttempts)
      throws SQLException {
    return steer.run(
        connection,
        statement -> {
          statement.setString(1, act.word());
          set(statement, 2, filter);
          statement.setObject(6, before, Types.BIGINT);
          statement.setInt(7, most);
          statement.setInt(8, defaultAttempts);
        },
        rows -> {
          one(rows);
          long changed = rows.getLong(1);
          long next = rows.getLong(2);
          return new Part(changed, rows.wasNull() ? null : next);
        });
  }

  /** Says that somebody waits for a job; empty if there is none. */
  Optional<Waiter> await(Connection connection, String uuid, Duration within) throws SQLException {
    return await.run(
        connection,
        statement -> {
          statement.setString(1, uuid);
          statement.setString(2, within.toMillis() + " milliseconds");
        },
        rows ->
            rows.next()
                ? Optional.of(new Waiter(rows.getLong(1), rows.getLong(2)))
                : Optional.empty());
  }

  /**
   * Somebody who waits for a job.
   *
   * @param job its number
   * @param number the waiter's own
   */
  record Waiter(long job, long number) {}

  void stopWaiting(Connection connection, Waiter waiter) throws SQLException {
    stopWaiting.run(
        connection,
        statement -> {
          statement.setLong(1, waiter.job());
          statement.setLong(2, waiter.number());
        },
        rows -> true);
  }

  /** Which of these jobs have ended, or are gone. */
  Set<Long> endedAmong(Connection connection, Set<Long> jobs) throws SQLException {
    return ended.run(
        connection,
        statement -> statement.setArray(1, connection.createArrayOf("bigint", jobs.toArray())),
        rows -> new HashSet<>(Arrays.asList((Long[]) one(rows).getArray(1).getArray())));
  }

  private static Call.Parameters with(String uuid) {
    return statement -> statement.setString(1, uuid);
  }

  private static void set(PreparedStatement statement, int first, JobFilter filter)
      throws SQLException {
    statement.setString(first, filter.queue().orElse(null));
    statement.setString(first + 1, filter.state().map(JobState::wireName).orElse(null));
    statement.setString(first + 2, filter.task().orElse(null));
    statement.setString(first + 3, filter.key().orElse(null));
  }

  private static ResultSet one(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new SQLException("the server sent an empty answer");
    }
    return rows;
  }

  private static List<Job> jobs(ResultSet rows) throws SQLException {
    List<Job> jobs = new ArrayList<>();
    Columns columns = new Columns(rows);
    while (rows.next()) {
      Optional<JobState> state = columns.optionalText("state").flatMap(JobState::ofWireName);
      if (state.isPresent()) {
        jobs.add(job(rows, columns, state.get()));
      }
    }
    return jobs;
  }

  private static Job job(ResultSet row, Columns columns, JobState state) throws SQLException {
    return new Job(
        columns.text("uuid"),
        columns.text("task"),
        columns.text("queue"),
        columns.optionalText("key"),
        state,
        columns.optionalText("reason"),
        row.getInt("attempt"),
        columns.optionalInteger("max_attempts"),
        row.getInt("priority"),
        columns.time("submitted_at"),
        columns.optionalTime("run_at"),
        columns.optionalTime("started_at"),
        columns.optionalTime("finished_at"),
        columns.optionalText("node_id"),
        columns.optionalText("error"),
        columns.optionalText("result"),
        columns.optionalDouble("progress"),
        columns.optionalText("progress_text"),
        columns.optionalText("parent_uuid"));
  }

  private static List<Run> ended(ResultSet rows) throws SQLException {
    List<Run> runs = new ArrayList<>();
    Columns columns = new Columns(rows);
    while (rows.next()) {
      runs.add(
          new Run(
              rows.getInt("attempt"),
              Outcome.nameOf(rows.getInt("outcome")),
              columns.optionalText("node_id"),
              columns.optionalTime("started_at"),
              columns.time("ended_at"),
              columns.optionalText("error")));
    }
    return runs;
  }
}
