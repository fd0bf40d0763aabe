package io.dispatcherd.dashboard.pages;

import io.dispatcherd.jobs.ScheduleInfo;
import java.util.List;

/**
 * All schedules. Immutable.
 *
 * @param schedules by name
 */
public record SchedulesPage(List<ScheduleInfo> schedules) {
  /** Copies the list. */
  public SchedulesPage {
    schedules = List.copyOf(schedules);
  }
}
