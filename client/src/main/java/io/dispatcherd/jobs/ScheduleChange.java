package io.dispatcherd.jobs;

import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to change of a kept schedule. What isn't named stays, the arguments of its task too.
 * Immutable; each method returns a further change.
 */
public final class ScheduleChange {
  /** Changes nothing. */
  public static final ScheduleChange NONE = new ScheduleChange(Map.of());

  private final Map<String, Optional<Object>> values;

  private ScheduleChange(Map<String, Optional<Object>> values) {
    this.values = values;
  }

  /**
   * At a fixed period, counted from the creation of the schedule.
   *
   * @throws IllegalArgumentException if the period isn't positive
   */
  public ScheduleChange every(Duration period) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("the period must be longer than 0 s");
    }
    return without("cron").without("zone").with("period", Optional.of(period));
  }

  /**
   * By the calendar.
   *
   * @param expression minute, hour, day of month, month, day of week; services that read it refuse
   *     what makes no sense, which {@link ScheduleInfo#problem} shows
   * @throws IllegalArgumentException if it hasn't five fields
   */
  public ScheduleChange cron(String expression) {
    if (expression.strip().split("\\s+").length != 5) {
      throw new IllegalArgumentException(
          "the cron is \"%s\": expected five fields, minute, hour, day of month, month, day of week"
              .formatted(expression));
    }
    return without("period").with("cron", Optional.of(expression));
  }

  /** Whose clock counts; only for a schedule by the calendar. */
  public ScheduleChange zone(ZoneId zone) {
    return without("period").with("zone", Optional.of(zone.getId()));
  }

  /** What becomes of moments at which no service was there. */
  public ScheduleChange missed(Missed how) {
    return with("missed", Optional.of(how.wireName()));
  }

  /** Moments longer ago than this are never made up for. */
  public ScheduleChange missedBound(Duration bound) {
    if (bound.isNegative()) {
      throw new IllegalArgumentException("the bound for missed moments is negative");
    }
    return with("missed_bound", Optional.of(bound));
  }

  /** What becomes of a moment while the task of an earlier one hasn't ended. */
  public ScheduleChange overlap(Overlap how) {
    return with("overlap", Optional.of(how.wireName()));
  }

  /** Where its task goes; empty for the task's own queue. */
  public ScheduleChange queue(Optional<String> queue) {
    return with("queue", queue);
  }

  /** Of tasks that are ready, larger ones start first; empty for what the task says. */
  public ScheduleChange priority(Optional<Integer> priority) {
    return with("priority", priority);
  }

  /** What is named, by the names of the configuration; empty values take one away. */
  public Map<String, Optional<Object>> values() {
    return values;
  }

  private ScheduleChange without(String name) {
    Map<String, Optional<Object>> fewer = new LinkedHashMap<>(values);
    fewer.remove(name);
    return new ScheduleChange(Collections.unmodifiableMap(fewer));
  }

  private ScheduleChange with(String name, Optional<?> value) {
    Map<String, Optional<Object>> more = new LinkedHashMap<>(values);
    more.put(name, value.map(Object.class::cast));
    return new ScheduleChange(Collections.unmodifiableMap(more));
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
