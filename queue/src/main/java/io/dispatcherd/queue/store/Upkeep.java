package io.dispatcherd.queue.store;

import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What services do for the tables and for each other, beside their jobs. Every method is one
 * transaction, in one round trip, on the connection that it is given. Thread-safe; a connection is
 * for one thread.
 */
public final class Upkeep {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORT_LIMIT = Duration.ofSeconds(2);
  private static final int PRUNED_AT_ONCE = 1000;

  private final Call makePartitions;
  private final Call dropPartition;
  private final Call prune;
  private final Call takeStatistics;
  private final Call countEnded;
  private final Call callServices;
  private final Call verify;
  private final Call flush;

  /** For the tables in this schema. */
  public Upkeep(SchemaName schema) {
    makePartitions = call(schema, "select \"${schema}\".make_partitions(?::interval)", LIMIT);
    dropPartition =
        call(schema, "select \"${schema}\".drop_partition(?::interval, ?::interval)", LIMIT);
    prune = call(schema, "select \"${schema}\".prune(?::interval, ?::interval, ?)", LIMIT);
    takeStatistics = call(schema, "select \"${schema}\".take_statistics()", LIMIT);
    countEnded = call(schema, "select \"${schema}\".count_ended(?, ?, ?)", LIMIT);
    callServices = call(schema, "select \"${schema}\".announce(?, true)", SHORT_LIMIT);
    verify = call(schema, "select \"${schema}\".verify(?, ?, ?)", LIMIT);
    // A commit that has written nothing isn't waited for.
    flush = call(schema, "select pg_logical_emit_message(true, 'dispatcherd', '')", LIMIT);
  }

  private static Call call(SchemaName schema, String query, Duration limit) {
    return Call.of(schema.in(query), limit, true);
  }

  /**
   * Makes the partitions of the time ahead, unless another service does; how many.
   *
   * @param length of the time that one holds
   */
  public int makePartitions(Connection connection, Duration length) throws SQLException {
    return makePartitions.run(
        connection,
        statement -> statement.setString(1, QueueStore.interval(length)),
        rows -> first(rows).getInt(1));
  }

  /** Drops the oldest partition of history whose time is over; false if there is none. */
  public boolean dropPartition(Connection connection, Duration keepDone, Duration keepDead)
      throws SQLException {
    return dropPartition.run(
        connection,
        statement -> {
          statement.setString(1, QueueStore.interval(keepDone));
          statement.setString(2, QueueStore.interval(keepDead));
        },
        rows -> first(rows).getString(1) != null);
  }

  /** Deletes history outside of partitions whose time is over; false if none is left. */
  public boolean prune(Connection connection, Duration keepDone, Duration keepDead)
      throws SQLException {
    return prune.run(
        connection,
        statement -> {
          statement.setString(1, QueueStore.interval(keepDone));
          statement.setString(2, QueueStore.interval(keepDead));
          statement.setInt(3, PRUNED_AT_ONCE);
        },
        rows -> first(rows).getInt(1) == PRUNED_AT_ONCE);
  }

  /** Takes statistics of the partitioned tables, unless another service does. */
  public void takeStatistics(Connection connection) throws SQLException {
    takeStatistics.run(connection, statement -> {}, rows -> true);
  }

  /**
   * What jobs of a queue have come to.
   *
   * @param queue its name
   */
  public record Ended(String queue, Outcome outcome) {}

  /** Adds to the numbers of ended jobs. */
  public void countEnded(Connection connection, Map<Ended, Long> numbers) throws SQLException {
    List<Long> queues = new ArrayList<>();
    List<Short> outcomes = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    numbers.forEach(
        (ended, number) -> {
          queues.add(Names.id(ended.queue()));
          outcomes.add(ended.outcome().number());
          counts.add(number);
        });
    countEnded.run(
        connection,
        statement -> {
          statement.setArray(1, connection.createArrayOf("bigint", queues.toArray()));
          statement.setArray(2, connection.createArrayOf("smallint", outcomes.toArray()));
          statement.setArray(3, connection.createArrayOf("bigint", counts.toArray()));
        },
        rows -> true);
  }

  /**
   * Tells the services that work on these queues to look at them; false if some weren't told, since
   * that was done often just now, or the server's queue of notifications is too full.
   */
  public boolean callServices(Connection connection, Set<String> queues) throws SQLException {
    Object[] ids = queues.stream().map(Names::id).sorted().toArray();
    return callServices.run(
        connection,
        statement -> statement.setArray(1, connection.createArrayOf("bigint", ids)),
        rows -> first(rows).getBoolean(1));
  }

  /**
   * Compares what a service has with what the database says that it has, after a crash of the
   * server may have undone claims and ends. What it doesn't know of is ready again.
   *
   * @param open the jobs that it knows of, by run
   * @return the runs that aren't the service's any more
   */
  public Set<Long> verify(Connection connection, long service, Map<Long, Set<Long>> open)
      throws SQLException {
    Set<Long> jobs = new HashSet<>();
    open.values().forEach(jobs::addAll);
    return verify.run(
        connection,
        statement -> {
          statement.setLong(1, service);
          statement.setArray(2, connection.createArrayOf("bigint", open.keySet().toArray()));
          statement.setArray(3, connection.createArrayOf("bigint", jobs.toArray()));
        },
        rows -> Set.of((Long[]) first(rows).getArray(1).getArray()));
  }

  /** Returns when all that was committed before is on disk. */
  public void flush(Connection connection) throws SQLException {
    flush.run(connection, statement -> {}, rows -> true);
  }

  private static ResultSet first(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new SQLException("the server sent an empty answer");
    }
    return rows;
  }
}
