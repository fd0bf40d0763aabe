package io.dispatcherd.queue.store;

import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a service and its publishers ask of the queue's tables. Every method is one transaction, in
 * one round trip, on the connection that it is given. Thread-safe; a connection is for one thread.
 */
public final class QueueStore {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BEAT_LIMIT = Duration.ofMillis(2500);

  private final SchemaName schema;
  private final Call register;
  private final Call beat;
  private final Call adopt;
  private final Call take;
  private final Call finish;
  private final Call finishFlushed;
  private final Call giveBack;
  private final Call promote;
  private final Call rescue;
  private final Call leave;
  private final HandedOn handedOn;
  private final Call limit;

  /**
   * @param schema where the tables are
   * @param isFlushed whether claims and ends wait until they are on disk; without, a crash of the
   *     server may undo them, and a job runs again
   */
  public QueueStore(SchemaName schema, boolean isFlushed) {
    this.schema = schema;
    handedOn = new HandedOn(schema);
    register =
        call(
            "select service, last_request from \"${schema}\".register(?, ?, ?, ?::interval)", true);
    beat = Call.of(schema.in("select * from \"${schema}\".beat(?, ?::interval)"), BEAT_LIMIT, true);
    adopt = call("select moved from \"${schema}\".adopt(?, ?)", true);
    take = call("select * from \"${schema}\".take(?, ?, ?, ?, ?, ?, ?)", isFlushed);
    String ending = "select \"${schema}\".finish(?, ?, ?, ?, ?, ?, ?, ?, ?::interval[], ?, ?, ?)";
    finish = call(ending, isFlushed);
    finishFlushed = call(ending, true);
    giveBack = call("select \"${schema}\".give_back(?, ?, ?, ?)", true);
    promote = call("select moved, next_at from \"${schema}\".promote(?)", true);
    rescue = call("select services, jobs from \"${schema}\".rescue(?, ?)", true);
    leave = call("select \"${schema}\".leave(?, ?)", true);
    limit = call("select \"${schema}\".set_limit(?, ?, ?, ?, ?)", true);
  }

  private Call call(String query, boolean flushed) {
    return Call.of(schema.in(query), LIMIT, flushed);
  }

  /**
   * Registers a service that has started.
   *
   * @return its identity, which no other start has, and the last request before it
   */
  public Registered register(
      Connection connection, String node, Set<String> queues, Set<String> tasks, Duration ttl)
      throws SQLException {
    return register.run(
        connection,
        statement -> {
          statement.setString(1, node);
          statement.setArray(2, texts(connection, List.copyOf(queues), name -> name));
          statement.setArray(3, texts(connection, List.copyOf(tasks), name -> name));
          statement.setString(4, interval(ttl));
        },
        rows -> {
          one(rows);
          return new Registered(rows.getLong(1), rows.getLong(2));
        });
  }

  /** Renews a service's lease, and looks whether there is something to see to. */
  public Beat beat(Connection connection, long service, Duration ttl) throws SQLException {
    return beat.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setString(2, interval(ttl));
        },
        rows -> {
          one(rows);
          Double seconds = (Double) rows.getObject("next_expiry");
          return new Beat(
              rows.getBoolean("renewed"),
              rows.getBoolean("undeclared"),
              rows.getBoolean("orphans"),
              Optional.ofNullable(seconds)
                  .map(left -> Duration.ofMillis(Math.max(0, Math.round(left * 1000)))));
        });
  }

  /** Lets jobs become ready that waited for a service that declares their task; how many. */
  public int adopt(Connection connection, long service, int most) throws SQLException {
    return adopt.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setInt(2, most);
        },
        rows -> one(rows).getInt(1));
  }

  /**
   * Makes jobs ready that are due, takes ready ones, and reads what the service is asked to do.
   *
   * @return the jobs in the order in which they are to start
   */
  public Taken take(Connection connection, Claim wanted) throws SQLException {
    List<Claim.Share> shares = wanted.shares();
    Taken taken =
        take.run(
            connection,
            statement -> {
              statement.setLong(1, wanted.service());
              statement.setArray(
                  2, array(connection, "bigint", shares, share -> Names.id(share.queue())));
              statement.setArray(3, array(connection, "integer", shares, Claim.Share::most));
              statement.setArray(4, array(connection, "bigint", wanted.able(), task -> task));
              statement.setArray(
                  5, array(connection, "integer", shares, share -> share.after().rank()));
              statement.setArray(
                  6, array(connection, "bigint", shares, share -> share.after().id()));
              statement.setLong(7, wanted.afterRequest());
            },
            QueueStore::taken);
    return handedOn.complete(connection, taken);
  }

  private static Taken taken(ResultSet rows) throws SQLException {
    List<ClaimedJob> jobs = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    Optional<Duration> nextDue = Optional.empty();
    while (rows.next()) {
      long run = rows.getLong("run");
      if (!rows.wasNull()) {
        jobs.add(claimed(rows, run));
      } else if (rows.getObject("id") != null) {
        requests.add(new Request(rows.getLong("id"), String.valueOf(rows.getString("message"))));
      } else {
        nextDue = Optional.of(Duration.ofMillis(rows.getInt("rank")));
      }
    }
    return new Taken(jobs, requests, nextDue);
  }

  private static ClaimedJob claimed(ResultSet row, long run) throws SQLException {
    int maxAttempts = row.getInt("max_attempts");
    return new ClaimedJob(
        row.getLong("id"),
        run,
        row.getInt("attempt"),
        row.getInt("rank"),
        row.getString("message"),
        maxAttempts == 0 ? null : maxAttempts,
        hex(row.getBytes("claim")),
        String.valueOf(row.getString("uuid")),
        String.valueOf(row.getString("queue")),
        row.getObject("submitted_at", OffsetDateTime.class).toInstant());
  }

  /**
   * Stores how runs ended.
   *
   * @param finished the runs of which nothing is left to end
   * @return the jobs whose end was refused, since their run is no longer the service's
   */
  public Set<Long> finish(
      Connection connection, long service, List<RunEnd> ends, Set<Long> finished)
      throws SQLException {
    // A rule for duplicates holds over all services, and must not be undone by a crash.
    boolean isRuled = ends.stream().anyMatch(end -> end.job().claim() != null);
    return (isRuled ? finishFlushed : finish)
        .run(
            connection,
            statement -> {
              setEnds(connection, statement, service, ends, finished);
            },
            rows -> {
              Long[] refused = (Long[]) one(rows).getArray(1).getArray();
              return new HashSet<>(Arrays.asList(refused));
            });
  }

  /** Gives back what has not begun: ready at once, the attempt as it was. */
  public void giveBack(
      Connection connection, long service, List<ClaimedJob> jobs, Set<Long> finished)
      throws SQLException {
    giveBack.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setArray(2, array(connection, "bigint", jobs, ClaimedJob::run));
          statement.setArray(3, array(connection, "bigint", jobs, ClaimedJob::id));
          statement.setArray(4, connection.createArrayOf("bigint", finished.toArray()));
        },
        rows -> true);
  }

  /** Makes jobs ready whose time has come. */
  public Promoted promote(Connection connection, int most) throws SQLException {
    return promote.run(
        connection,
        statement -> statement.setInt(1, most),
        rows -> {
          one(rows);
          OffsetDateTime next = rows.getObject(2, OffsetDateTime.class);
          return new Promoted(
              rows.getInt(1), Optional.ofNullable(next).map(OffsetDateTime::toInstant));
        });
  }

  /** Takes over from services whose lease is over; how many jobs they had. */
  public int rescue(Connection connection, long service, int defaultAttempts) throws SQLException {
    return rescue.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setInt(2, defaultAttempts);
        },
        rows -> one(rows).getInt(2));
  }

  /**
   * Sets a limit, or removes it. It holds for every claim from then on.
   *
   * @return whether that changed anything
   * @throws SQLException if the rate is none
   */
  public boolean limit(Connection connection, Bound bound) throws SQLException {
    return limit.run(
        connection,
        statement -> {
          statement.setString(1, bound.name());
          statement.setBoolean(2, bound.ofQueue());
          statement.setBoolean(3, bound.perKey());
          statement.setObject(4, bound.maxRunning(), Types.INTEGER);
          statement.setString(5, bound.rate());
        },
        rows -> one(rows).getBoolean(1));
  }

  /** Ends a service: jobs whose end it has not told run again, with the attempt counted. */
  public void leave(Connection connection, long service, int defaultAttempts) throws SQLException {
    leave.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setInt(2, defaultAttempts);
        },
        rows -> true);
  }

  /**
   * Submits jobs in whatever transaction is open on the connection, or in one of its own.
   *
   * @return their uuids, in their order
   */
  public List<String> submit(Connection connection, List<NewJob> jobs) throws SQLException {
    return submit(
        connection, jobs, Set.of(), rows -> List.of((String[]) rows.getArray(1).getArray()));
  }

  /**
   * As {@link #submit(Connection, List)}, and tells the services of these queues with the commit.
   *
   * @param queues none to tell nobody
   * @return whether they are told: not if that was done often just now, the server's queue of
   *     notifications fills up, or the transaction may be a prepared one
   */
  public boolean submit(Connection connection, List<NewJob> jobs, Set<String> queues)
      throws SQLException {
    return submit(connection, jobs, queues, rows -> queues.isEmpty() || rows.getBoolean(2));
  }

  private <T> T submit(
      Connection connection, List<NewJob> jobs, Set<String> queues, Call.Reader<T> reader)
      throws SQLException {
    String sql =
        schema.in(
            "select \"${schema}\".submit_jobs(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, names => ?, special"
                + " => ?)"
                + (queues.isEmpty() ? "" : ", \"${schema}\".announce(?)"));
    try (java.sql.PreparedStatement statement = connection.prepareStatement(sql)) {
      setJobs(connection, statement, jobs);
      statement.setArray(12, unlessEmpty(connection, "text", jobs, NewJob::called));
      statement.setArray(13, unlessEmpty(connection, "text", jobs, NewJob::special));
      if (!queues.isEmpty()) {
        Object[] ids = queues.stream().map(Names::id).sorted().toArray();
        statement.setArray(14, connection.createArrayOf("bigint", ids));
      }
      try (ResultSet rows = statement.executeQuery()) {
        return reader.read(one(rows));
      }
    }
  }

  static void setEnds(
      Connection connection,
      PreparedStatement statement,
      long service,
      List<RunEnd> ends,
      Set<Long> finished)
      throws SQLException {
    statement.setLong(1, service);
    statement.setArray(2, array(connection, "bigint", ends, end -> end.job().run()));
    statement.setArray(3, array(connection, "bigint", ends, end -> end.job().id()));
    statement.setArray(4, array(connection, "integer", ends, end -> end.job().attempt()));
    statement.setArray(5, array(connection, "smallint", ends, end -> end.outcome().number()));
    statement.setArray(6, array(connection, "timestamptz", ends, end -> time(end.startedAt())));
    statement.setArray(7, texts(connection, ends, RunEnd::error));
    statement.setArray(8, texts(connection, ends, RunEnd::result));
    statement.setArray(9, texts(connection, ends, end -> interval(end.again())));
    statement.setArray(10, array(connection, "boolean", ends, RunEnd::isCounted));
    statement.setArray(11, bytes(connection, ends, end -> end.job().claim()));
    statement.setArray(12, connection.createArrayOf("bigint", finished.toArray()));
  }

  static void setJobs(Connection connection, PreparedStatement statement, List<NewJob> jobs)
      throws SQLException {
    statement.setArray(1, texts(connection, jobs, NewJob::message));
    statement.setArray(2, texts(connection, jobs, NewJob::task));
    statement.setArray(3, unlessEmpty(connection, "text", jobs, NewJob::queue));
    statement.setArray(4, unlessEmpty(connection, "integer", jobs, NewJob::priority));
    statement.setArray(5, unlessEmpty(connection, "integer", jobs, NewJob::maxAttempts));
    statement.setArray(6, unlessEmpty(connection, "timestamptz", jobs, job -> time(job.runAt())));
    statement.setArray(7, unlessEmpty(connection, "float8", jobs, job -> seconds(job.delay())));
    statement.setArray(8, unlessEmpty(connection, "text", jobs, NewJob::rule));
    statement.setArray(9, bytesUnlessEmpty(connection, jobs, NewJob::claim));
    statement.setArray(10, unlessEmpty(connection, "text", jobs, NewJob::key));
    statement.setArray(11, unlessEmpty(connection, "text", jobs, NewJob::uuid));
  }

  static ResultSet one(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new SQLException("the server sent an empty answer");
    }
    return rows;
  }

  /** Null if no job has such a value. */
  private static <T> @Nullable Array unlessEmpty(
      Connection connection, String type, List<T> of, Function<T, @Nullable Object> value)
      throws SQLException {
    for (T one : of) {
      if (value.apply(one) != null) {
        return type.equals("text")
            ? texts(connection, of, it -> (String) value.apply(it))
            : array(connection, type, of, value);
      }
    }
    return null;
  }

  private static <T> @Nullable Array bytesUnlessEmpty(
      Connection connection, List<T> of, Function<T, @Nullable String> value) throws SQLException {
    return of.stream().map(value).allMatch(Objects::isNull) ? null : bytes(connection, of, value);
  }

  static <T> Array array(
      Connection connection, String type, List<T> of, Function<T, @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] values = new @Nullable Object[of.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(of.get(i));
    }
    return connection.createArrayOf(type, values);
  }

  private static @Nullable String hex(byte @Nullable [] bytes) {
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }

  /** Of what is written in hexadecimal. The driver takes no other arrays of this type. */
  static <T> Array bytes(Connection connection, List<T> of, Function<T, @Nullable String> value)
      throws SQLException {
    byte[] @Nullable [] values = new byte[of.size()] @Nullable [];
    for (int i = 0; i < values.length; i++) {
      String hex = value.apply(of.get(i));
      values[i] = hex == null ? null : HexFormat.of().parseHex(hex);
    }
    return connection.createArrayOf("bytea", values);
  }

  /** As strings, which the driver writes in binary without a look at each character. */
  static <T> Array texts(Connection connection, List<T> of, Function<T, @Nullable String> value)
      throws SQLException {
    @Nullable String[] values = new @Nullable String[of.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(of.get(i));
    }
    return connection.createArrayOf("text", values);
  }

  private static @Nullable Object time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC).toString();
  }

  private static @Nullable Object seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toNanos() / 1e9;
  }

  static @Nullable String interval(@Nullable Duration duration) {
    return duration == null
        ? null
        : "%d microseconds"
            .formatted(duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1000);
  }
}
