package io.dispatcherd.queue.store;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What runs keep of their steps, and the signals for them. Thread-safe; a connection is for one
 * thread.
 */
public final class Steps {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String prefix;
  private final Call keep;
  private final Call names;
  private final Call result;
  private final Call signal;

  /** For the tables in this schema. */
  public Steps(SchemaName schema) {
    prefix = schema.in("select \"${schema}\".keep_step(");
    keep = call(schema, "select \"${schema}\".keep_step(?, ?, ?, ?, ?, ?)");
    names = call(schema, "select * from \"${schema}\".step_names(?)");
    result = call(schema, "select \"${schema}\".step_result(?, ?)");
    signal =
        call(
            schema,
            "select state, value, extract(epoch from rest)::float8 from"
                + " \"${schema}\".take_signal(?, ?, ?, ?, ?, ?::interval)");
  }

  private static Call call(SchemaName schema, String query) {
    return Call.of(schema.in(query), LIMIT, true);
  }

  /**
   * SQL with which a run keeps a step, with two parameters: its name, and what it came to as JSON
   * text.
   *
   * @param resultBytes how long that may be
   */
  public String statement(long service, ClaimedJob job, int resultBytes) {
    return prefix + service + ", " + job.run() + ", " + job.id() + ", " + resultBytes + ", ?, ?)";
  }

  /** Answers a run. */
  public StepRequest.Answer answer(
      Connection connection, long service, ClaimedJob job, int resultBytes, StepRequest what)
      throws SQLException {
    return switch (what.kind()) {
      case NAMES -> names(connection, job);
      case RESULT -> result(connection, job, what.name());
      case KEEP -> keep(connection, service, job, resultBytes, what);
      case SIGNAL -> signal(connection, service, job, what);
      case STATEMENT -> StepRequest.Answer.done(statement(service, job, resultBytes));
    };
  }

  private StepRequest.Answer names(Connection connection, ClaimedJob job) throws SQLException {
    return names.run(
        connection,
        statement -> statement.setLong(1, job.id()),
        rows -> {
          List<String> all = new ArrayList<>();
          while (rows.next()) {
            all.add(rows.getString(1));
          }
          return StepRequest.Answer.done(Json.write(all));
        });
  }

  private StepRequest.Answer result(Connection connection, ClaimedJob job, String name)
      throws SQLException {
    return result.run(
        connection,
        statement -> {
          statement.setLong(1, job.id());
          statement.setString(2, name);
        },
        rows -> {
          String text = QueueStore.one(rows).getString(1);
          return StepRequest.Answer.done(text == null ? "null" : text);
        });
  }

  private StepRequest.Answer keep(
      Connection connection, long service, ClaimedJob job, int resultBytes, StepRequest what)
      throws SQLException {
    return keep.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setLong(2, job.run());
          statement.setLong(3, job.id());
          statement.setInt(4, resultBytes);
          statement.setString(5, what.name());
          statement.setString(6, what.result());
        },
        rows ->
            QueueStore.one(rows).getBoolean(1)
                ? StepRequest.Answer.done("")
                : StepRequest.Answer.NOT_OURS);
  }

  private StepRequest.Answer signal(
      Connection connection, long service, ClaimedJob job, StepRequest what) throws SQLException {
    return signal.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setLong(2, job.run());
          statement.setLong(3, job.id());
          statement.setString(4, what.name());
          statement.setInt(5, what.number());
          statement.setString(6, QueueStore.interval(what.atMost()));
        },
        Steps::signal);
  }

  private static StepRequest.Answer signal(ResultSet rows) throws SQLException {
    ResultSet row = QueueStore.one(rows);
    return switch (row.getInt(1)) {
      case 0 -> StepRequest.Answer.NOT_OURS;
      case 1 -> StepRequest.Answer.done(row.getString(2));
      case 2 -> new StepRequest.Answer(StepRequest.Answer.State.TIMED_OUT, "", Duration.ZERO);
      default ->
          new StepRequest.Answer(
              StepRequest.Answer.State.NOT_YET,
              "",
              Duration.ofNanos(Math.round(row.getDouble(3) * 1e9)));
    };
  }
}
