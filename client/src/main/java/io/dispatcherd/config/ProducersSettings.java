package io.dispatcherd.config;

import java.util.List;

/**
 * Producers other than brokers: section {@code producers}. Lists are in the order of the file.
 *
 * @param scheduled tasks that run again and again
 * @param onStart tasks that run once after start
 * @param control whether the control command {@code run} is enabled
 * @param custom producers that aren't built in
 */
public record ProducersSettings(
    List<ScheduledTask> scheduled,
    List<StartTask> onStart,
    boolean control,
    List<CustomProducerSettings> custom) {

  /** Copies the lists. */
  public ProducersSettings {
    scheduled = List.copyOf(scheduled);
    onStart = List.copyOf(onStart);
    custom = List.copyOf(custom);
  }
}
