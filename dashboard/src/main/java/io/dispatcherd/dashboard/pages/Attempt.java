package io.dispatcherd.dashboard.pages;

import io.dispatcherd.jobs.Run;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One run of a job that has ended. Immutable.
 *
 * @param run what is kept of it
 * @param stack its stack trace
 * @param lines what it logged, the latest ones
 * @param hasMoreLines whether earlier lines were dropped
 */
public record Attempt(Run run, Optional<String> stack, List<String> lines, boolean hasMoreLines) {
  /** Copies the list. */
  public Attempt {
    lines = List.copyOf(lines);
  }

  /** How long it took, if it is known when it started. */
  public Optional<Duration> took() {
    return run.startedAt().map(started -> Duration.between(started, run.endedAt()));
  }
}
