package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Names;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.RunEnd;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The queue's own statements over the bare driver, without a service: claims a batch, ends it, and
 * so on, on one connection. Not thread-safe.
 */
final class BareQueue implements AutoCloseable {
  static final int BATCH = 500;
  private static final Duration TTL = Duration.ofHours(1);

  private final QueueStore store;
  private final Connection connection;
  private final String queue;
  private final List<Long> able;
  private final long service;
  private Claim.Position place = Claim.Position.START;

  /** Takes part as a service of its own, which runs this task of this queue. */
  BareQueue(QueueTables tables, String task, String queue) throws SQLException {
    store = new QueueStore(tables.schema(), true);
    connection = tables.connect();
    this.queue = queue;
    able = List.of(Names.id(task));
    service = store.register(connection, "bare", Set.of(queue), Set.of(task), TTL).service();
  }

  /** Submits jobs, in one transaction. */
  void submit(List<NewJob> jobs) throws SQLException {
    store.submit(connection, jobs);
  }

  /** Claims and ends all that is ready; how many that were. */
  int drain() throws SQLException {
    int ended = 0;
    int batch;
    do {
      batch = step();
      ended += batch;
    } while (batch > 0);
    return ended;
  }

  /** Claims one batch and ends it; how many jobs that were. */
  int step() throws SQLException {
    List<ClaimedJob> jobs = take(place);
    if (jobs.isEmpty() && !place.equals(Claim.Position.START)) {
      jobs = take(Claim.Position.START);
    }
    List<RunEnd> ends = new ArrayList<>(jobs.size());
    Set<Long> runs = new HashSet<>();
    for (ClaimedJob job : jobs) {
      ends.add(new RunEnd(job, Outcome.DONE, Instant.now(), null, null, null, true));
      runs.add(job.run());
      place = new Claim.Position(job.rank(), job.id());
    }
    if (!ends.isEmpty()) {
      store.finish(connection, service, ends, runs);
    }
    return ends.size();
  }

  private List<ClaimedJob> take(Claim.Position after) throws SQLException {
    Claim.Share share = new Claim.Share(queue, BATCH, after);
    return store.take(connection, new Claim(service, List.of(share), able, 0)).jobs();
  }

  @Override
  public void close() throws SQLException {
    store.leave(connection, service, 1);
    connection.close();
  }
}
