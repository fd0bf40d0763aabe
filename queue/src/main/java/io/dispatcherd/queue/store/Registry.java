package io.dispatcherd.queue.store;

import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.messages.Json;
import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where services store what they know of tasks and queues, for all who submit. Every method is one
 * transaction, in one round trip. Thread-safe; a connection is for one thread.
 */
public final class Registry {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Call declare;
  private final Call configure;
  private final Call setMaxReady;

  /** For the tables in this schema. */
  public Registry(SchemaName schema) {
    declare =
        Call.of(
            schema.in(
                "select \"${schema}\".declare_tasks(d), \"${schema}\".declare_limits(d)"
                    + " from (select ?::json as d) g"),
            LIMIT,
            true);
    configure = Call.of(schema.in("select \"${schema}\".configure_queue(?, ?::json)"), LIMIT, true);
    setMaxReady = Call.of(schema.in("select \"${schema}\".set_max_ready(?)"), LIMIT, true);
  }

  /** Stores what tasks say of their submissions, where it has changed. */
  public void declare(Connection connection, List<DeclaredTask> tasks) throws SQLException {
    String declarations = Json.write(tasks.stream().map(Registry::fields).toList());
    declare.run(connection, statement -> statement.setString(1, declarations), rows -> true);
  }

  private static Map<String, Object> fields(DeclaredTask task) {
    Map<String, Object> fields = new LinkedHashMap<>(task.defaults());
    fields.put("name", task.name());
    fields.put("parameters", task.parameters());
    return fields;
  }

  /**
   * Writes what a configuration says of a queue.
   *
   * @param row values by the names of columns; null takes a limit away
   * @return what that has changed, for people; empty if nothing
   */
  public Optional<String> configure(
      Connection connection, String queue, Map<String, @Nullable Object> row) throws SQLException {
    String settings = Json.write(row);
    return configure.run(
        connection,
        statement -> {
          statement.setString(1, queue);
          statement.setString(2, settings);
        },
        rows -> Optional.ofNullable(first(rows).getString(1)));
  }

  /** Sets how many jobs of a queue may be ready whose row doesn't say. */
  public void setMaxReady(Connection connection, long most) throws SQLException {
    setMaxReady.run(connection, statement -> statement.setLong(1, most), rows -> true);
  }

  private static ResultSet first(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new SQLException("the server sent an empty answer");
    }
    return rows;
  }
}
