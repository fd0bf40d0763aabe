package io.dispatcherd.queue.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a job ended.
 *
 * @param job what ran
 * @param outcome how it ended
 * @param startedAt when a worker began with it, by the service's clock; null if none did
 * @param error class and message of what it threw; null if nothing
 * @param result its JSON text; null for none
 * @param again the pause before the next attempt; null if this was the last one
 * @param isCounted whether this start counts as an attempt
 */
public record RunEnd(
    ClaimedJob job,
    Outcome outcome,
    @Nullable Instant startedAt,
    @Nullable String error,
    @Nullable String result,
    @Nullable Duration again,
    boolean isCounted) {
  /** The job's name and the outcome: error and result may be confidential. */
  @Override
  public String toString() {
    return job + " " + outcome;
  }
}
