package io.dispatcherd.queue.store;

import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What runs ask of the queue's tables beside their ends: what follows from these, ends that tasks
 * store themselves, and how far they are. Thread-safe; a connection is for one thread.
 */
public final class Completions {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SchemaName schema;
  private final String prefix;
  private final Call finish;
  private final Call completed;
  private final Call report;

  /**
   * @param schema where the tables are
   */
  public Completions(SchemaName schema) {
    this.schema = schema;
    prefix = schema.in("select \"${schema}\".complete(");
    finish =
        call(
            "with f as materialized (select \"${schema}\".finish(?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?::interval[], ?, ?, ?) as refused), g as materialized (select"
                + " \"${schema}\".follow(f.refused, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as number"
                + " from f) select f.refused from f, g");
    completed = call("select \"${schema}\".completed(?, ?)");
    report = call("select \"${schema}\".report(?, ?, ?, ?, ?)");
  }

  private Call call(String query) {
    return Call.of(schema.in(query), LIMIT, true);
  }

  /** As {@link QueueStore#finish}, and with these jobs, which follow from ends among them. */
  public Set<Long> finish(
      Connection connection,
      long service,
      List<RunEnd> ends,
      Set<Long> finished,
      List<FollowUp> followers)
      throws SQLException {
    return finish.run(
        connection,
        statement -> {
          QueueStore.setEnds(connection, statement, service, ends, finished);
          setFollowers(connection, statement, followers);
        },
        rows -> {
          Long[] refused = (Long[]) QueueStore.one(rows).getArray(1).getArray();
          return new HashSet<>(Arrays.asList(refused));
        });
  }

  private static void setFollowers(
      Connection connection, PreparedStatement statement, List<FollowUp> all) throws SQLException {
    List<NewJob> jobs = all.stream().map(FollowUp::job).toList();
    statement.setArray(
        13, QueueStore.array(connection, "bigint", all, one -> one.end().job().id()));
    statement.setArray(
        14, QueueStore.array(connection, "bigint", all, one -> one.end().job().run()));
    statement.setArray(
        15, QueueStore.array(connection, "smallint", all, one -> one.end().outcome().number()));
    statement.setArray(16, QueueStore.texts(connection, jobs, NewJob::message));
    statement.setArray(17, QueueStore.texts(connection, jobs, NewJob::task));
    statement.setArray(18, QueueStore.texts(connection, jobs, NewJob::queue));
    statement.setArray(19, QueueStore.array(connection, "integer", jobs, NewJob::priority));
    statement.setArray(20, QueueStore.array(connection, "integer", jobs, NewJob::maxAttempts));
    statement.setArray(
        21, QueueStore.array(connection, "float8", jobs, job -> seconds(job.delay())));
    statement.setArray(22, QueueStore.texts(connection, jobs, NewJob::rule));
    statement.setArray(23, QueueStore.bytes(connection, jobs, NewJob::claim));
    statement.setArray(24, QueueStore.texts(connection, jobs, NewJob::key));
  }

  /**
   * SQL with which a run stores its own end, with one parameter, the result as JSON text.
   *
   * @param resultBytes a longer result isn't kept
   * @param followers jobs to submit with it: a JSON array of objects with the fields of the
   *     function {@code complete}
   */
  public String statement(long service, ClaimedJob job, int resultBytes, String followers) {
    String quote = "$follow$";
    while (followers.contains(quote)) {
      quote = quote.substring(0, quote.length() - 1) + "x$";
    }
    return prefix
        + service
        + ", "
        + job.run()
        + ", "
        + job.id()
        + ", ?, "
        + resultBytes
        + ", "
        + quote
        + followers
        + quote
        + ")";
  }

  private static @Nullable Double seconds(@Nullable Duration span) {
    return span == null ? null : span.toNanos() / 1e9;
  }

  /** Whether a task has stored its end itself. */
  public enum Stored {
    NO,
    YES,
    /** A transaction is open that may store it. */
    UNDECIDED
  }

  /** Whether these runs have stored their ends themselves, in their order. */
  public List<Stored> completed(Connection connection, List<ClaimedJob> jobs) throws SQLException {
    return completed.run(
        connection,
        statement -> {
          statement.setArray(1, QueueStore.array(connection, "bigint", jobs, ClaimedJob::run));
          statement.setArray(2, QueueStore.array(connection, "bigint", jobs, ClaimedJob::id));
        },
        rows -> {
          Object[] answers = (Object[]) QueueStore.one(rows).getArray(1).getArray();
          return Arrays.stream(answers)
              .map(answer -> Stored.values()[((Number) answer).intValue()])
              .toList();
        });
  }

  /** Says how far a run is; false if it isn't the service's any more. */
  public boolean report(
      Connection connection, long service, ClaimedJob job, double part, String text)
      throws SQLException {
    return report.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setLong(2, job.run());
          statement.setLong(3, job.id());
          statement.setDouble(4, part);
          statement.setString(5, text.isEmpty() ? null : text.replace("\0", "\\u0000"));
        },
        rows -> QueueStore.one(rows).getBoolean(1));
  }

  /** Submits a job that another one, which runs, has come up with. */
  public void submit(Connection connection, NewJob job, ClaimedJob parent) throws SQLException {
    String sql =
        schema.in(
            "select \"${schema}\".submit_jobs(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, parents => ?, names"
                + " => ?, special => ?)");
    List<NewJob> jobs = List.of(job);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      QueueStore.setJobs(connection, statement, jobs);
      statement.setArray(12, QueueStore.array(connection, "bigint", jobs, it -> parent.id()));
      statement.setArray(13, QueueStore.texts(connection, jobs, NewJob::called));
      statement.setArray(
          14, job.special() == null ? null : QueueStore.texts(connection, jobs, NewJob::special));
      statement.execute();
    }
  }
}
