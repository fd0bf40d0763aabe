package io.dispatcherd.config;

import java.time.Duration;
import java.time.ZoneId;

/** When a scheduled task runs. */
public sealed interface Schedule {

  /**
   * At a fixed rate; first one period after start.
   *
   * @param period from one run to the next
   */
  record Every(Duration period) implements Schedule {}

  /**
   * By the calendar.
   *
   * @param expression five fields: minute, hour, day of month, month, day of week
   * @param zone whose clock counts
   */
  record Cron(String expression, ZoneId zone) implements Schedule {}
}
