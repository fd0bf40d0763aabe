package io.dispatcherd.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code producers.ScheduledProducer.task_schedule}.
 *
 * @param name of the schedule
 * @param task wire name of the task; by default the same
 * @param options the other fields of its message, by their names on the wire; unmodifiable
 * @param schedule when it runs
 * @param kept how a broker handles it that keeps schedules; empty if the service itself does
 */
public record ScheduledTask(
    String name,
    String task,
    Map<String, @Nullable Object> options,
    Schedule schedule,
    Optional<Kept> kept) {
  /** One that the service itself handles. */
  public ScheduledTask(
      String name, String task, Map<String, @Nullable Object> options, Schedule schedule) {
    this(name, task, options, schedule, Optional.empty());
  }

  /** Names the options and doesn't show them: arguments may be secret. */
  @Override
  public String toString() {
    return "ScheduledTask[name=%s, task=%s, options=%s, schedule=%s]"
        .formatted(name, task, options.keySet(), schedule);
  }
}
