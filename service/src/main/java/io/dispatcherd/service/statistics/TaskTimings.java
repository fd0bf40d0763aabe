package io.dispatcherd.service.statistics;

import java.util.Map;

/**
 * How long tasks took, by the names of the tasks; beyond {@code max_task_labels} of them, by {@code
 * other}.
 *
 * @param waiting from the moment that a task was due until a worker got it
 * @param running from then until it had ended, in whatever way
 */
public record TaskTimings(
    Map<String, TimeDistribution> waiting, Map<String, TimeDistribution> running) {}
