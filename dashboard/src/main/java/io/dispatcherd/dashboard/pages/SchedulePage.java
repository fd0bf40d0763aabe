package io.dispatcherd.dashboard.pages;

import io.dispatcherd.jobs.ScheduleInfo;
import java.util.Map;
import java.util.Optional;

/**
 * One schedule, and the form that changes it. Immutable.
 *
 * @param schedule as it is
 * @param given what was sent by the form and refused, by field
 * @param problem what is wrong with that, and what to write instead
 * @param once makes the form act once, however often it is sent
 */
public record SchedulePage(
    ScheduleInfo schedule, Map<String, String> given, Optional<String> problem, String once) {
  /** Copies the map. */
  public SchedulePage {
    given = Map.copyOf(given);
  }

  /** What the field shows: what was given, else what holds. */
  public String field(String name, String present) {
    return given.getOrDefault(name, present);
  }
}
