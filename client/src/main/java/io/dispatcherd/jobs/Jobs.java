package io.dispatcherd.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a broker keeps. Thread-safe.
 *
 * <p>Every method may throw a {@link io.dispatcherd.brokers.BrokerException} if the broker can't be
 * reached.
 */
public interface Jobs {
  /** The job with this uuid; empty if there is none, or its history has been dropped. */
  Optional<Job> find(String uuid);

  /**
   * Waits until a job has ended, however. The end is on disk when this returns, and while somebody
   * waits, claims of the job are flushed too, whatever services flush otherwise.
   *
   * <p>All threads that wait share one look at the database, the first one after some milliseconds,
   * the next ones after longer and longer pauses up to half a second.
   *
   * @throws JobTimeoutException if it hasn't ended in time
   * @throws java.util.NoSuchElementException if there is no such job
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; it stays so
   */
  Job await(String uuid, Duration atMost);

  /** The runs of a job that have ended, in order; empty if there is no such job. */
  List<Run> runs(String uuid);

  /** The message of a job, as JSON text, arguments included; empty if there is no such job. */
  Optional<String> message(String uuid);

  /**
   * Jobs that match, the latest first. Takes no longer however many have ended, but for a queue or
   * task with few jobs among very many that are done.
   */
  List<Job> list(JobFilter filter, int limit);

  /** How many match, at most this many. */
  long count(JobFilter filter, int atMost);

  /**
   * Makes a job ready at once that is dead, cancelled or waits for its next attempt, and grants it
   * {@code max_attempts} further attempts.
   *
   * @return false if there is no such job, or it is in another state
   */
  boolean retry(String uuid);

  /** As {@link #retry(String)}, for all that match. Returns how many. */
  long retry(JobFilter filter);

  /**
   * Cancels a job: at once if it waits, else the service that runs it interrupts it.
   *
   * @return false if there is no such job, or it has ended
   */
  boolean cancel(String uuid);

  /** As {@link #cancel(String)}, for all that match. Returns how many. */
  long cancel(JobFilter filter);

  /**
   * Sends a signal to a job, which is kept until its task asks for one of this name with {@code
   * TaskContext.await}.
   *
   * @param name 1 to 200 characters
   * @param value what comes with it, written as JSON; null for nothing; at most 1 MiB
   * @return false if there is no such job, or it has ended
   * @throws IllegalArgumentException if the value can't be written as JSON
   */
  boolean signal(String uuid, String name, @Nullable Object value);

  /**
   * Deletes a job that doesn't run, with its history; one that waits is cancelled first.
   *
   * @return false if there is none, or it runs
   */
  boolean delete(String uuid);

  /** As {@link #delete(String)}, for all that match. Returns how many. */
  long delete(JobFilter filter);

  /**
   * Deletes all jobs with this key, with their messages, results, errors and history: what is kept
   * of a person. Those that run are cancelled, and are deleted if this is called again once they
   * have ended.
   *
   * @return how many it has deleted, and how many still run
   */
  Purged purge(String key);
}
