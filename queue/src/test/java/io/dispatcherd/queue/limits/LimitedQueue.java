package io.dispatcherd.queue.limits;

import io.dispatcherd.queue.QueueDatabase;
import io.dispatcherd.queue.store.Bound;
import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Names;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.RunEnd;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A queue with limits, and services that work on it, for tests. */
final class LimitedQueue implements AutoCloseable {
  static final String QUEUE = "default";
  private static final Duration TTL = Duration.ofSeconds(60);

  private final QueueDatabase database = QueueDatabase.migrated();
  private final QueueStore store = new QueueStore(database.schema(), true);
  private final Connection connection = database.connect();
  private final Set<String> tasks;
  private final Map<Long, Integer> open = new HashMap<>();

  LimitedQueue(String... tasks) throws SQLException {
    this.tasks = Set.of(tasks);
  }

  QueueDatabase database() {
    return database;
  }

  long service(String node) throws SQLException {
    return store.register(connection, node, Set.of(QUEUE), tasks, TTL).service();
  }

  void limit(Bound bound) throws SQLException {
    store.limit(connection, bound);
  }

  void submit(String task, @Nullable String key, int number) throws SQLException {
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      jobs.add(new NewJob("{}", task, null, null, null, null, null, null, null, key, null));
    }
    store.submit(connection, jobs);
  }

  List<ClaimedJob> claim(long service, int most) throws SQLException {
    Claim.Share share = new Claim.Share(QUEUE, most, Claim.Position.START);
    List<ClaimedJob> jobs =
        store
            .take(
                connection,
                new Claim(service, List.of(share), tasks.stream().map(Names::id).toList(), 0))
            .jobs();
    jobs.forEach(job -> open.merge(job.run(), 1, Integer::sum));
    return jobs;
  }

  /** Ends a run; with a pause, the job runs again. Whether that was accepted. */
  boolean end(long service, ClaimedJob job, @Nullable Duration again) throws SQLException {
    Outcome outcome = again == null ? Outcome.DONE : Outcome.FAILED;
    RunEnd end = new RunEnd(job, outcome, null, null, null, again, true);
    return store.finish(connection, service, List.of(end), finished(job)).isEmpty();
  }

  void giveBack(long service, ClaimedJob job) throws SQLException {
    store.giveBack(connection, service, List.of(job), finished(job));
  }

  private Set<Long> finished(ClaimedJob job) {
    return open.merge(job.run(), -1, Integer::sum) == 0 ? Set.of(job.run()) : Set.of();
  }

  /** The service is gone, and another one takes over. */
  void crash(long service, long by) throws SQLException {
    database.execute(
        "update \"${schema}\".heartbeat set expires_at = clock_timestamp() - interval '1 s' where"
            + " service = "
            + service);
    store.rescue(connection, by, 1000);
  }

  /** What a query says, in this schema: the rows, each as its values joined by spaces. */
  List<String> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(database.schema().in(sql))) {
      int columns = result.getMetaData().getColumnCount();
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        StringJoiner values = new StringJoiner(" ");
        for (int column = 1; column <= columns; column++) {
          values.add(String.valueOf(result.getString(column)));
        }
        rows.add(values.toString());
      }
      return rows;
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
