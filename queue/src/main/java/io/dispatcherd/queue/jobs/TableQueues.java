package io.dispatcherd.queue.jobs;

import io.dispatcherd.jobs.Node;
import io.dispatcherd.jobs.QueueChange;
import io.dispatcherd.jobs.QueueLimits;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.jobs.Rate;
import io.dispatcherd.messages.Json;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.queue.store.Call;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The queues in the tables. Thread-safe. */
public final class TableQueues implements Queues {
  private final Access access;
  private final Call list;
  private final Call pause;
  private final Call change;
  private final Call nodes;

  /** Queues in this schema. */
  public TableQueues(SchemaName schema, Access access) {
    this.access = access;
    list = call(schema, "select * from \"${schema}\".list_queues()");
    pause = call(schema, "select \"${schema}\".pause(?, ?)");
    change = call(schema, "select \"${schema}\".change_queue(?, ?::json)");
    nodes = call(schema, "select * from \"${schema}\".list_nodes()");
  }

  private static Call call(SchemaName schema, String query) {
    return Call.of(schema.in(query), Access.LIMIT, true);
  }

  @Override
  public List<QueueStatus> list() {
    return access.call(connection -> list.run(connection, statement -> {}, TableQueues::statuses));
  }

  private static List<QueueStatus> statuses(ResultSet rows) throws SQLException {
    List<QueueStatus> queues = new ArrayList<>();
    Columns columns = new Columns(rows);
    while (rows.next()) {
      queues.add(
          new QueueStatus(
              columns.text("queue"),
              rows.getBoolean("paused"),
              rows.getLong("ready"),
              columns.optionalSeconds("oldest_ready"),
              rows.getLong("scheduled"),
              numbers(columns, "held"),
              rows.getLong("running"),
              rows.getLong("dead"),
              numbers(columns, "ended"),
              limits(rows, columns)));
    }
    return queues;
  }

  private static QueueLimits limits(ResultSet row, Columns columns) throws SQLException {
    Optional<Duration> period = columns.optionalSeconds("rate_period");
    return new QueueLimits(
        columns.optionalInteger("max_running"),
        columns
            .optionalInteger("rate_number")
            .flatMap(number -> period.map(time -> new Rate(number, time))),
        row.getInt("weight"),
        columns.optionalInteger("max_attempts"),
        columns.optionalSeconds("keep_done"),
        columns.optionalLong("max_ready"));
  }

  private static Map<String, Long> numbers(Columns columns, String name) throws SQLException {
    Map<String, Long> numbers = new LinkedHashMap<>();
    if (Json.parse(columns.optionalText(name).orElse("{}")) instanceof Map<?, ?> object) {
      object.forEach(
          (key, value) -> {
            if (value instanceof Number number && number.longValue() > 0) {
              numbers.put(String.valueOf(key), number.longValue());
            }
          });
    }
    return numbers;
  }

  @Override
  public void pause(String queue) {
    pause(queue, true);
  }

  @Override
  public void resume(String queue) {
    pause(queue, false);
  }

  private void pause(String queue, boolean isPaused) {
    var unused =
        access.call(
            connection ->
                pause.run(
                    connection,
                    statement -> {
                      statement.setString(1, queue);
                      statement.setBoolean(2, isPaused);
                    },
                    rows -> true));
  }

  @Override
  public void change(String queue, QueueChange wanted) {
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    wanted.values().forEach((name, value) -> put(changes, name, value.orElse(null)));
    var unused =
        access.call(
            connection ->
                change.run(
                    connection,
                    statement -> {
                      statement.setString(1, queue);
                      statement.setString(2, Json.write(changes));
                    },
                    rows -> true));
  }

  private static void put(
      Map<String, @Nullable Object> changes, String name, @Nullable Object value) {
    if (value instanceof Rate rate) {
      changes.put(name, "%d/%dms".formatted(rate.number(), rate.period().toMillis()));
    } else {
      changes.put(name, value instanceof Duration time ? interval(time) : value);
    }
  }

  private static String interval(Duration time) {
    return "%d milliseconds".formatted(time.toMillis());
  }

  @Override
  public List<Node> nodes() {
    return access.call(connection -> nodes.run(connection, statement -> {}, TableQueues::living));
  }

  private static List<Node> living(ResultSet rows) throws SQLException {
    List<Node> nodes = new ArrayList<>();
    Columns columns = new Columns(rows);
    while (rows.next()) {
      nodes.add(
          new Node(
              columns.text("node_id"),
              columns.time("started_at"),
              columns.time("expires_at"),
              List.of((String[]) rows.getArray("queues").getArray()),
              rows.getLong("running")));
    }
    return nodes;
  }
}
