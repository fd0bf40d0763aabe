package io.dispatcherd.queue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import io.dispatcherd.jobs.Workflows;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.queue.schema.SchemaName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The workflows of one schema. Every call is one transaction. Thread-safe. */
final class QueueWorkflows implements Workflows {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String DEADLOCK = "40P01";
  private static final int MOST_ATTEMPTS = 5;

  private final SchemaName schema;
  private final StoreConnection connection;
  private final Tables tables;

  /**
   * @param schema where the tables are
   * @param connection to ask on
   */
  QueueWorkflows(SchemaName schema, StoreConnection connection, Tables tables) {
    this.schema = schema;
    this.connection = connection;
    this.tables = tables;
  }

  @Override
  public Optional<WorkflowInfo> find(String uuid) {
    return ask(
        "select * from \"${schema}\".workflow_steps(?)",
        statement -> statement.setString(1, uuid),
        rows -> {
          List<WorkflowStepInfo> steps = new ArrayList<>();
          WorkflowInfo found = null;
          while (rows.next()) {
            steps.add(step(rows));
            found =
                new WorkflowInfo(
                    uuid,
                    String.valueOf(rows.getString("workflow")),
                    time(rows, "submitted_at").orElseThrow(),
                    time(rows, "cancelled_at"),
                    List.of());
          }
          return Optional.ofNullable(found)
              .map(
                  info ->
                      new WorkflowInfo(
                          info.uuid(), info.name(), info.submittedAt(), info.cancelledAt(), steps));
        });
  }

  private static WorkflowStepInfo step(ResultSet row) throws SQLException {
    return new WorkflowStepInfo(
        String.valueOf(row.getString("name")),
        String.valueOf(row.getString("uuid")),
        String.valueOf(row.getString("task")),
        JobState.ofWireName(String.valueOf(row.getString("state"))),
        List.of((String[]) row.getArray("after").getArray()),
        time(row, "started_at"),
        time(row, "finished_at"),
        Optional.ofNullable(row.getString("error")));
  }

  @Override
  public OptionalInt cancel(String uuid) {
    return count("select \"${schema}\".cancel_workflow(?)", uuid, null);
  }

  @Override
  public OptionalInt retry(String uuid) {
    return count("select \"${schema}\".retry_workflow(?)", uuid, null);
  }

  @Override
  public OptionalInt retry(String uuid, String step) {
    return count("select \"${schema}\".retry_workflow(?, ?)", uuid, step);
  }

  private OptionalInt count(String query, String uuid, @Nullable String step) {
    return ask(
        query,
        statement -> {
          statement.setString(1, uuid);
          if (step != null) {
            statement.setString(2, step);
          }
        },
        rows -> {
          rows.next();
          int number = rows.getInt(1);
          return rows.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
        });
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
    for (int attempt = 1; true; attempt++) {
      try {
        tables.prepare(connection);
        return once(query, parameters, reader);
      } catch (SQLException e) {
        // A job of the workflow was taken and ended meanwhile: the server has undone this side.
        if (attempt == MOST_ATTEMPTS || !DEADLOCK.equals(e.getSQLState())) {
          throw new BrokerException(
              "pg_queue: the workflows can't be reached: " + e.getMessage(), e);
        }
      }
    }
  }

  private <T> T once(String query, Parameters parameters, Reader<T> reader) throws SQLException {
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
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
