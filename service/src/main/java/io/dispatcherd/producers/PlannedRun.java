package io.dispatcherd.producers;

import io.dispatcherd.config.ScheduledTask;
import java.time.Instant;

/**
 * When a schedule runs next.
 *
 * @param at by the time of day
 */
public record PlannedRun(ScheduledTask task, Instant at) {}
