package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.Counted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What each task does, over the time that is covered. Immutable.
 *
 * @param tasks by name
 * @param covers what the numbers are about, such as {@code the last hour}
 * @param only which task was asked for; empty for all
 */
public record TasksPage(List<Row> tasks, String covers, Optional<String> only) {
  /** Copies the list. */
  public TasksPage {
    tasks = List.copyOf(tasks);
  }

  /**
   * One task. What isn't known is empty.
   *
   * @param name of the task
   * @param runs how many have ended
   * @param failedPart which part of them failed, of one
   * @param waitMedian how long half of them waited at most
   * @param waitMost how long 95 of 100 waited at most
   * @param runMedian how long half of them ran at most
   * @param runMost how long 95 of 100 ran at most
   * @param trend over time
   */
  public record Row(
      String name,
      Optional<Counted> runs,
      OptionalDouble failedPart,
      Optional<Duration> waitMedian,
      Optional<Duration> waitMost,
      Optional<Duration> runMedian,
      Optional<Duration> runMost,
      Optional<Trend> trend) {}
}
