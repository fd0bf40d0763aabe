package io.dispatcherd.queue.store;

import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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
  private final Call unfollowed;
  private final Call followLost;
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
    unfollowed = call("select id, run, queue, message from \"${schema}\".unfollowed(?)");
    followLost = call("select \"${schema}\".follow_lost(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
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
          setParents(connection, statement, 13, followers);
          statement.setArray(
              15, QueueStore.array(connection, "smallint", followers, it -> it.outcome().number()));
          setJobs(connection, statement, 16, followers);
        },
        rows -> {
          Long[] refused = (Long[]) QueueStore.one(rows).getArray(1).getArray();
          return new HashSet<>(Arrays.asList(refused));
        });
  }

  /** Jobs that died with their service, and from which nothing has followed yet. */
  public List<Unfollowed> unfollowed(Connection connection, int most) throws SQLException {
    return unfollowed.run(
        connection,
        statement -> statement.setInt(1, most),
        rows -> {
          List<Unfollowed> all = new ArrayList<>();
          while (rows.next()) {
            all.add(
                new Unfollowed(
                    rows.getLong(1), rows.getLong(2), rows.getString(3), rows.getString(4)));
          }
          return all;
        });
  }

  /**
   * Submits what follows from these, unless another service has.
   *
   * @return how many were submitted
   */
  public int followLost(Connection connection, List<Unfollowed> lost, List<FollowUp> followers)
      throws SQLException {
    return followLost.run(
        connection,
        statement -> {
          statement.setArray(1, QueueStore.array(connection, "bigint", lost, Unfollowed::id));
          statement.setArray(2, QueueStore.array(connection, "bigint", lost, Unfollowed::run));
          setParents(connection, statement, 3, followers);
          setJobs(connection, statement, 5, followers);
        },
        rows -> QueueStore.one(rows).getInt(1));
  }

  private static void setParents(
      Connection connection, PreparedStatement statement, int from, List<FollowUp> all)
      throws SQLException {
    statement.setArray(from, QueueStore.array(connection, "bigint", all, FollowUp::parent));
    statement.setArray(from + 1, QueueStore.array(connection, "bigint", all, FollowUp::run));
  }

  private static void setJobs(
      Connection connection, PreparedStatement statement, int from, List<FollowUp> all)
      throws SQLException {
    List<NewJob> jobs = all.stream().map(FollowUp::job).toList();
    statement.setArray(from, QueueStore.texts(connection, jobs, NewJob::message));
    statement.setArray(from + 1, QueueStore.texts(connection, jobs, NewJob::task));
    statement.setArray(from + 2, QueueStore.texts(connection, jobs, NewJob::queue));
    statement.setArray(from + 3, QueueStore.array(connection, "integer", jobs, NewJob::priority));
    statement.setArray(
        from + 4, QueueStore.array(connection, "integer", jobs, NewJob::maxAttempts));
    statement.setArray(
        from + 5, QueueStore.array(connection, "float8", jobs, job -> seconds(job.delay())));
    statement.setArray(from + 6, QueueStore.texts(connection, jobs, NewJob::rule));
    statement.setArray(from + 7, QueueStore.bytes(connection, jobs, NewJob::claim));
    statement.setArray(from + 8, QueueStore.texts(connection, jobs, NewJob::key));
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
