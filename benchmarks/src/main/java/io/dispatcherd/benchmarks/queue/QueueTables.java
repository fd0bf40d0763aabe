package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.messages.Json;
import io.dispatcherd.queue.schema.Migrations;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.QueueStore;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The queue's tables for one benchmark, in a schema that is dropped when this is closed. */
public final class QueueTables implements AutoCloseable {
  private static final int CHUNK = 1_000;
  private static final Duration A_MOMENT = Duration.ofSeconds(1);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();
  private static final Duration LOOK = Duration.ofMillis(2);

  private final Surroundings surroundings;
  private final SchemaName schema =
      new SchemaName("bench_" + UUID.randomUUID().toString().replace("-", ""));
  private final QueueStore store = new QueueStore(schema, true);
  private final Connection connection;

  /**
   * @param tasks that exist; what is submitted of others is held
   */
  public QueueTables(Surroundings surroundings, Set<String> tasks) throws SQLException {
    this.surroundings = surroundings;
    connection = surroundings.connect();
    new Migrations(schema).migrate(connection);
    store.leave(
        connection, store.register(connection, "tables", Set.of(), tasks, A_MOMENT).service(), 1);
  }

  SchemaName schema() {
    return schema;
  }

  /** A connection of its own, to be closed by the caller. */
  Connection connect() throws SQLException {
    return surroundings.connect();
  }

  /** Jobs of a task without arguments, as a client writes them. */
  static List<NewJob> jobs(String task, String queue, int count) {
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String message =
          Json.write(Map.of("task", task, "time_pub", new BigDecimal("1795600000.123456")));
      jobs.add(new NewJob(message, task, queue, null, null, null, null, null, null, null, null));
    }
    return jobs;
  }

  /**
   * Submits this many jobs in one transaction.
   *
   * @return when, by {@link System#nanoTime}: just before the commit that makes them visible
   */
  long fill(String task, String queue, int count) throws SQLException {
    connection.setAutoCommit(false);
    try {
      List<NewJob> chunk = jobs(task, queue, Math.min(CHUNK, count));
      for (int left = count; left > 0; left -= CHUNK) {
        store.submit(connection, chunk.subList(0, Math.min(left, chunk.size())));
      }
      long start = System.nanoTime();
      connection.commit();
      return start;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Submits this many by SQL alone, in some large transactions. */
  void pile(String task, String queue, int count) throws SQLException {
    int part = 100_000;
    for (int left = count; left > 0; left -= part) {
      execute(
          """
          select cardinality("${schema}".submit_jobs(array_fill('{"task": "%1$s"}'::text, array[%3$d]),
            array_fill('%1$s'::text, array[%3$d]), array_fill('%2$s'::text, array[%3$d]),
            null, null, null, null, null, null, null, null))
          """
              .formatted(task, queue, Math.min(part, left)));
    }
  }

  /** As if this many jobs had been done some minutes ago. */
  void history(String task, String queue, int count) throws SQLException {
    int part = 500_000;
    for (int done = 0; done < count; done += part) {
      String numbers =
          "from generate_series(%d, %d) as n".formatted(done + 1, Math.min(count, done + part));
      String id = "\"${schema}\".id_at(now() - interval '10 minutes') + n";
      execute(
          """
          insert into "${schema}".job (id, queue, task, message, priority, uuid)
          select %s, '%s', '%s', '{"task": "%3$s"}', 0, 'old-' || n %s
          """
              .formatted(id, queue, task, numbers));
      execute(
          """
          insert into "${schema}".run (id, run, attempt, outcome, final, service, started_at, ended_at)
          select %s, n, 1, 1, true, 1, now() - interval '9 minutes', now() - interval '9 minutes' %s
          """
              .formatted(id, numbers));
    }
  }

  /** Cleans up and counts, as PostgreSQL does by itself some time later. */
  void vacuum() throws SQLException {
    for (String table : List.of("job", "run", "ready", "lease")) {
      execute("vacuum analyze \"${schema}\".\"" + table + "\"");
    }
  }

  /** Waits until no job is ready or claimed. */
  void awaitEmpty() throws SQLException, InterruptedException {
    long start = System.nanoTime();
    while (number(
            "select (exists (select from \"${schema}\".lease) or exists (select from"
                + " \"${schema}\".ready))::int")
        > 0) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("the queue doesn't become empty");
      }
      Thread.sleep(LOOK);
    }
  }

  /** Runs SQL in which <code>${schema}</code> stands for the schema. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(schema.in(sql));
    }
  }

  /** The number that a query returns. */
  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(schema.in(sql))) {
      if (!rows.next()) {
        throw new IllegalStateException("no row: " + sql);
      }
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    execute("drop schema \"${schema}\" cascade");
    connection.close();
  }
}
