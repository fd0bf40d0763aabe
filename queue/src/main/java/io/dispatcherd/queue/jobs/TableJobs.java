package io.dispatcherd.queue.jobs;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.JobTimeoutException;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Purged;
import io.dispatcherd.jobs.Run;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The jobs in the queue's tables. Thread-safe. */
public final class TableJobs implements Jobs {
  /** How many jobs are changed in one transaction. */
  private static final int PART = 200;

  private final JobStore store;
  private final Access access;
  private final Access waiting;
  private final int defaultAttempts;
  private final Awaiting awaiting;

  /**
   * @param access for everything but waiting
   * @param waiting to look whether jobs have ended; connects when somebody waits
   * @param defaultAttempts what a retry grants to a job without a number of its own
   */
  public TableJobs(SchemaName schema, Access access, Access waiting, int defaultAttempts) {
    store = new JobStore(schema);
    this.access = access;
    this.waiting = waiting;
    this.defaultAttempts = defaultAttempts;
    awaiting = new Awaiting(jobs -> waiting.call(connection -> store.endedAmong(connection, jobs)));
  }

  @Override
  public Optional<Job> find(String uuid) {
    return access.call(connection -> store.find(connection, uuid));
  }

  @Override
  public Job await(String uuid, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    JobStore.Waiter waiter =
        waiting
            .call(connection -> store.await(connection, uuid, atMost))
            .orElseThrow(() -> unknown(uuid));
    try {
      while (true) {
        boolean hasEnded =
            awaiting.await(waiter.job(), Duration.ofNanos(deadline - System.nanoTime()));
        // It may have ended at the last moment, or somebody may have retried it meanwhile.
        Job job = find(uuid).orElseThrow(() -> unknown(uuid));
        if (job.state().hasEnded()) {
          waiting.call(connection -> stop(connection, waiter));
          return job;
        }
        if (!hasEnded) {
          throw new JobTimeoutException(
              "%s hasn't ended within %s: it is %s%s"
                  .formatted(
                      uuid,
                      Amount.seconds(atMost),
                      job.state().wireName(),
                      job.reason().map(reason -> " (" + reason + ")").orElse("")));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      forget(waiter);
      throw new CancellationException("interrupted while waiting for " + uuid);
    } catch (JobTimeoutException | NoSuchElementException e) {
      forget(waiter);
      throw e;
    }
  }

  /** With this commit the end that was seen is on disk, whatever services flush. */
  private boolean stop(Connection connection, JobStore.Waiter waiter) throws SQLException {
    store.stopWaiting(connection, waiter);
    return true;
  }

  private void forget(JobStore.Waiter waiter) {
    try {
      waiting.call(connection -> stop(connection, waiter));
    } catch (BrokerException e) {
      // Maintenance forgets it later.
    }
  }

  @Override
  public List<Run> runs(String uuid) {
    return access.call(connection -> store.runs(connection, uuid));
  }

  @Override
  public Optional<String> message(String uuid) {
    return access.call(connection -> store.message(connection, uuid));
  }

  @Override
  public List<Job> list(JobFilter filter, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("the limit is negative: " + limit);
    }
    return access.call(connection -> store.list(connection, filter, limit));
  }

  @Override
  public long count(JobFilter filter, int atMost) {
    return access.call(connection -> store.count(connection, filter, atMost));
  }

  @Override
  public boolean retry(String uuid) {
    return access.call(connection -> store.retry(connection, uuid, defaultAttempts));
  }

  @Override
  public long retry(JobFilter filter) {
    return steer(JobStore.Act.RETRY, filter);
  }

  @Override
  public boolean signal(String uuid, String name, @Nullable Object value) {
    String json;
    try {
      json = Json.write(Json.valueOf(value, "the value of signal " + name));
    } catch (MessageFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return access.call(
        connection -> store.signal(connection, uuid, name, json.replace("\0", "\\u0000")));
  }

  @Override
  public boolean cancel(String uuid) {
    return access.call(connection -> store.cancel(connection, uuid));
  }

  @Override
  public long cancel(JobFilter filter) {
    return steer(JobStore.Act.CANCEL, filter);
  }

  @Override
  public boolean delete(String uuid) {
    return access.call(connection -> store.delete(connection, uuid));
  }

  @Override
  public long delete(JobFilter filter) {
    return steer(JobStore.Act.DELETE, filter);
  }

  @Override
  public Purged purge(String key) {
    JobFilter filter = JobFilter.ALL.key(key);
    cancel(filter.state(JobState.RUNNING));
    long deleted = delete(filter);
    return new Purged(deleted, count(filter, Integer.MAX_VALUE));
  }

  private long steer(JobStore.Act act, JobFilter filter) {
    long changed = 0;
    Part before = new Part(null);
    do {
      Part from = before;
      JobStore.Part part =
          access.call(
              connection ->
                  store.steer(connection, act, filter, from.next(), PART, defaultAttempts));
      changed += part.changed();
      before = new Part(part.next());
    } while (before.next() != null);
    return changed;
  }

  /** Where to go on. */
  private record Part(@Nullable Long next) {}

  private static NoSuchElementException unknown(String uuid) {
    return new NoSuchElementException("there is no job " + uuid + ", or it is no longer kept");
  }
}
