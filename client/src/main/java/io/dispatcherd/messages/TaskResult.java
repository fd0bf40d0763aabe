package io.dispatcherd.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a task ended. Immutable.
 *
 * @param uuid the submission
 * @param status whether it returned, threw, or was cancelled
 * @param value what it returned, as a JSON value; null if nothing, if it didn't return, or if the
 *     value can't be written as JSON
 * @param error what it threw, as one line; empty if nothing
 * @param startedAt when the worker began with it
 * @param finishedAt when it ended
 * @param wish what it says about what is to follow; empty for nothing
 */
public record TaskResult(
    String uuid,
    Status status,
    @Nullable Object value,
    Optional<String> error,
    Instant startedAt,
    Instant finishedAt,
    Optional<RunWish> wish) {
  /** Of a run that says nothing about what is to follow. */
  public TaskResult(
      String uuid,
      Status status,
      @Nullable Object value,
      Optional<String> error,
      Instant startedAt,
      Instant finishedAt) {
    this(uuid, status, value, error, startedAt, finishedAt, Optional.empty());
  }

  /** How a run ends. */
  public enum Status {
    /** The task returned. */
    SUCCEEDED,
    /** The task threw, or its arguments didn't fit. */
    FAILED,
    /** The task was cancelled or ran out of time. */
    CANCELLED,
    /** The task put itself off: it runs again later. */
    SNOOZED
  }

  /** Whether the task threw, or its arguments didn't fit. */
  public boolean failed() {
    return status == Status.FAILED;
  }

  /** How long the run took. */
  public Duration duration() {
    return Duration.between(startedAt, finishedAt);
  }
}
