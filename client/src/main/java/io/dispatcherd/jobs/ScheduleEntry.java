package io.dispatcherd.jobs;

import io.dispatcherd.config.Kept;
import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule to be kept: which task, when, and what becomes of moments that nobody could heed.
 * Immutable; each method returns a changed entry.
 *
 * @param name of the schedule; the database has one of each name
 * @param task the name of the task
 * @param options the other fields of its message by their names on the wire, and {@code queue},
 *     {@code priority}, {@code key} and {@code max_attempts}
 * @param schedule its moments
 * @param missed what becomes of moments at which no service was there
 * @param missedBound moments longer ago than this are never made up for
 * @param overlap what becomes of a moment while the task of an earlier one hasn't ended
 */
public record ScheduleEntry(
    String name,
    String task,
    Map<String, @Nullable Object> options,
    Schedule schedule,
    Missed missed,
    Duration missedBound,
    Overlap overlap) {
  /** Copies the options, and refuses blank names. */
  public ScheduleEntry {
    if (name.isBlank() || task.isBlank()) {
      throw new IllegalArgumentException("a schedule needs a name and the name of a task");
    }
    if (missedBound.isNegative()) {
      throw new IllegalArgumentException(
          "the bound of the schedule " + name + " for missed moments is negative");
    }
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * At a fixed period from the creation of the schedule, the first moment one period later.
   *
   * @throws IllegalArgumentException if the period isn't positive
   */
  public static ScheduleEntry every(String name, String task, Duration period) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException(
          "the period of the schedule " + name + " must be longer than 0 s");
    }
    return of(name, task, new Schedule.Every(period));
  }

  /**
   * By the calendar.
   *
   * @param expression minute, hour, day of month, month, day of week; services that read it refuse
   *     what makes no sense, which {@link ScheduleInfo#problem} shows
   * @param zone whose clock counts
   */
  public static ScheduleEntry cron(String name, String task, String expression, ZoneId zone) {
    if (expression.strip().split("\\s+").length != 5) {
      throw new IllegalArgumentException(
          "the cron of the schedule %s is \"%s\": expected five fields, minute, hour, day of month, month, day of week"
              .formatted(name, expression));
    }
    return of(name, task, new Schedule.Cron(expression, zone));
  }

  /** At these moments. */
  public static ScheduleEntry of(String name, String task, Schedule schedule) {
    return new ScheduleEntry(
        name, task, Map.of(), schedule, Missed.LAST, Kept.DEFAULT_BOUND, Overlap.ALLOW);
  }

  /** With these positional arguments, in place of those before. */
  public ScheduleEntry args(List<?> args) {
    return option("args", args);
  }

  /** With one more field of the message, such as {@code timeout} or {@code kwargs}. */
  public ScheduleEntry option(String field, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(options);
    changed.put(field, value);
    return options(changed);
  }

  /** With these fields of the message, in place of those before. */
  public ScheduleEntry options(Map<String, ? extends @Nullable Object> fields) {
    return new ScheduleEntry(
        name, task, new LinkedHashMap<>(fields), schedule, missed, missedBound, overlap);
  }

  /** With another way to handle missed moments, none of them longer ago than the bound. */
  public ScheduleEntry missed(Missed how, Duration bound) {
    return new ScheduleEntry(name, task, options, schedule, how, bound, overlap);
  }

  /** With another way to handle moments that come while an earlier one's task hasn't ended. */
  public ScheduleEntry overlap(Overlap how) {
    return new ScheduleEntry(name, task, options, schedule, missed, missedBound, how);
  }

  /** Without the options: arguments may be confidential. */
  @Override
  public String toString() {
    return "schedule " + name + " of " + task;
  }
}
