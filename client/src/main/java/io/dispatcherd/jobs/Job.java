package io.dispatcherd.jobs;

import io.dispatcherd.messages.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;

/**
 * A kept task at one moment. Immutable; all times are the database's.
 *
 * @param uuid its identity
 * @param task the name of the task
 * @param queue where it was submitted to
 * @param key what it was submitted for, as the caller chose
 * @param state where it is
 * @param reason what a held one waits for, or why a ready one does not start
 * @param attempts starts so far that count; 0 before the first
 * @param maxAttempts after so many it is dead; empty for the broker's default
 * @param priority larger ones start first
 * @param submittedAt when it was submitted
 * @param runAt when it is, or was, to start
 * @param startedAt when its latest run started
 * @param finishedAt when it ended
 * @param nodeId the service of its latest run
 * @param error class and message of its latest failure
 * @param resultJson what it returned, as JSON text; empty if nothing was kept
 * @param progress how far it says it is, from 0 to 1
 * @param progressText what it says it is at
 * @param parentUuid what submitted it, if that was a kept task
 */
public record Job(
    String uuid,
    String task,
    String queue,
    Optional<String> key,
    JobState state,
    Optional<String> reason,
    int attempts,
    Optional<Integer> maxAttempts,
    int priority,
    Instant submittedAt,
    Optional<Instant> runAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<String> nodeId,
    Optional<String> error,
    Optional<String> resultJson,
    OptionalDouble progress,
    Optional<String> progressText,
    Optional<String> parentUuid) {
  /**
   * What it returned, read from JSON as a task's argument is.
   *
   * @return empty if it returned nothing, hasn't ended, or the result was too large to be kept
   * @throws IllegalArgumentException if it can't be read as this type
   */
  public <T> Optional<T> result(Class<T> type) {
    return resultJson.map(
        json -> {
          try {
            return Json.mapper().readValue(json, type);
          } catch (JacksonException e) {
            throw new IllegalArgumentException(
                "the result of %s isn't a %s".formatted(this, type.getName()), e);
          }
        });
  }

  /** Without its result, which may be confidential. */
  @Override
  public String toString() {
    return "%s %s, %s".formatted(task, uuid, state.wireName());
  }
}
