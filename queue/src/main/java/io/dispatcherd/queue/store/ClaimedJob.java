package io.dispatcherd.queue.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that a service has taken for one run.
 *
 * @param id the job
 * @param run guards its end: of a run that isn't the service's any more, no end is accepted
 * @param attempt from 1
 * @param rank where it stood in its queue: smaller first
 * @param message its JSON text; null if the row is gone, so that it can't run
 * @param maxAttempts how many starts it has; null for the default
 * @param claim what its rule for duplicates goes by, in hexadecimal; null if it has none
 * @param uuid its name
 * @param queue where it came from
 * @param submittedAt when it was submitted, by the database's clock
 */
public record ClaimedJob(
    long id,
    long run,
    int attempt,
    int rank,
    @Nullable String message,
    @Nullable Integer maxAttempts,
    @Nullable String claim,
    String uuid,
    String queue,
    Instant submittedAt) {
  /** The name only: arguments may be confidential. */
  @Override
  public String toString() {
    return "job " + uuid + ", attempt " + attempt;
  }
}
