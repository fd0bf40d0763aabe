package io.dispatcherd.jobs;

import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A kept schedule at one moment. Immutable; all times are the database's.
 *
 * @param name its name
 * @param task the task that it submits
 * @param queue where to, if it says so
 * @param schedule its moments
 * @param missed what becomes of moments at which no service was there
 * @param missedBound moments longer ago than this are never made up for
 * @param overlap what becomes of a moment while the task of an earlier one hasn't ended
 * @param isPaused whether its moments are left out
 * @param source who wrote it last: {@code file}, {@code task} (an annotation) or {@code api}
 * @param createdAt when it was created; periods count from here
 * @param next the next moments, some of them; empty until a service has computed them
 * @param lastAt the latest moment for which its task was submitted
 * @param lastUuid the task that was submitted then
 * @param problem why no service can tell its moments
 */
public record ScheduleInfo(
    String name,
    String task,
    Optional<String> queue,
    Schedule schedule,
    Missed missed,
    Duration missedBound,
    Overlap overlap,
    boolean isPaused,
    String source,
    Instant createdAt,
    List<Instant> next,
    Optional<Instant> lastAt,
    Optional<String> lastUuid,
    Optional<String> problem) {
  /** Copies the list. */
  public ScheduleInfo {
    next = List.copyOf(next);
  }
}
