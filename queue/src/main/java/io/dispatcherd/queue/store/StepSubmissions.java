package io.dispatcherd.queue.store;

import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Submits jobs, and those that are steps as one workflow. Thread-safe. */
public final class StepSubmissions {
  private static final String PARAMETERS =
      "?, ?, ?, ?, ?, ?, ?::timestamptz[], ?, ?, ?, ?, ?, ?, ?, ?, ?::smallint[]),"
          + " \"${schema}\".announce(?)";
  private static final String NEW = "select \"${schema}\".submit_workflow(?, " + PARAMETERS;
  private static final String MORE = "select \"${schema}\".add_steps(?, " + PARAMETERS;

  /** Runs only if what it waits for is done. */
  private static final int CANCEL = 1;

  private static final int RUN = 2;

  private final SchemaName schema;
  private final QueueStore store;

  /**
   * @param schema where the tables are
   * @param store submits what is no step
   */
  public StepSubmissions(SchemaName schema, QueueStore store) {
    this.schema = schema;
    this.store = store;
  }

  /** One edge of the graph. */
  private record Edge(String before, String after, int policy) {}

  /**
   * Submits jobs in whatever transaction is open on the connection, or in one of its own, and tells
   * the services of these queues with the commit.
   *
   * @return whether they are told
   * @throws SQLException if the database refuses, or some of them are steps and others aren't
   */
  public boolean submit(Connection connection, List<NewJob> jobs, Set<String> queues)
      throws SQLException {
    if (jobs.isEmpty() || !StepField.maybeIn(jobs.get(0).message())) {
      return store.submit(connection, jobs, queues);
    }
    List<StepField> steps = new ArrayList<>();
    for (NewJob job : jobs) {
      StepField.of(job.message()).ifPresent(steps::add);
    }
    if (steps.isEmpty()) {
      return store.submit(connection, jobs, queues);
    }
    if (steps.size() < jobs.size() || steps.stream().map(StepField::uuid).distinct().count() > 1) {
      throw new SQLException(
          "the steps of a workflow are submitted together, and apart from others", "22023");
    }
    return submit(connection, jobs, steps, queues);
  }

  private boolean submit(
      Connection connection, List<NewJob> jobs, List<StepField> steps, Set<String> queues)
      throws SQLException {
    StepField any = steps.get(0);
    List<Edge> edges = new ArrayList<>();
    for (StepField step : steps) {
      step.after().forEach((other, policy) -> edges.add(edge(other, step.step(), policy)));
      step.before().forEach((other, policy) -> edges.add(edge(step.step(), other, policy)));
    }
    try (PreparedStatement statement =
        connection.prepareStatement(schema.in(any.by() == null ? NEW : MORE))) {
      statement.setString(1, any.by() == null ? any.uuid() : any.by());
      statement.setString(2, any.by() == null ? any.name() : any.uuid());
      statement.setArray(3, array(connection, "text", jobs, NewJob::message));
      statement.setArray(4, array(connection, "text", jobs, NewJob::task));
      statement.setArray(5, array(connection, "text", jobs, NewJob::queue));
      statement.setArray(6, array(connection, "integer", jobs, NewJob::priority));
      statement.setArray(7, array(connection, "integer", jobs, NewJob::maxAttempts));
      statement.setArray(8, array(connection, "text", jobs, StepSubmissions::time));
      statement.setArray(9, array(connection, "float8", jobs, StepSubmissions::delay));
      statement.setArray(10, array(connection, "text", jobs, NewJob::rule));
      statement.setArray(11, claims(connection, jobs));
      statement.setArray(12, array(connection, "text", jobs, NewJob::key));
      statement.setArray(13, array(connection, "text", jobs, StepSubmissions::uuid));
      statement.setArray(14, array(connection, "text", steps, StepField::step));
      statement.setArray(15, array(connection, "text", edges, Edge::before));
      statement.setArray(16, array(connection, "text", edges, Edge::after));
      statement.setArray(17, array(connection, "integer", edges, Edge::policy));
      Object[] told = queues.stream().map(Names::id).sorted().toArray();
      statement.setArray(18, connection.createArrayOf("bigint", told));
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return queues.isEmpty() || rows.getBoolean(2);
      }
    }
  }

  private static Edge edge(String before, String after, String policy) {
    return new Edge(before, after, policy.equals("run") ? RUN : CANCEL);
  }

  private static @Nullable String uuid(NewJob job) {
    return job.uuid() == null ? job.called() : job.uuid();
  }

  private static @Nullable Object time(NewJob job) {
    return job.runAt() == null ? null : job.runAt().atOffset(ZoneOffset.UTC).toString();
  }

  private static @Nullable Object delay(NewJob job) {
    Duration delay = job.delay();
    return delay == null ? null : delay.toNanos() / 1e9;
  }

  private static Array claims(Connection connection, List<NewJob> jobs) throws SQLException {
    byte[] @Nullable [] values = new byte[jobs.size()] @Nullable [];
    for (int i = 0; i < values.length; i++) {
      String hex = jobs.get(i).claim();
      values[i] = hex == null ? null : HexFormat.of().parseHex(hex);
    }
    return connection.createArrayOf("bytea", values);
  }

  private static <T> Array array(
      Connection connection, String type, List<T> of, Function<T, @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] values = new @Nullable Object[of.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(of.get(i));
    }
    return connection.createArrayOf(type, values);
  }
}
