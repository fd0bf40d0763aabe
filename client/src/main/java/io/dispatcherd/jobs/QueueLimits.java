package io.dispatcherd.jobs;

import java.time.Duration;
import java.util.Optional;

/**
 * What holds for a queue, over all services. Empty ones are the broker's defaults, or no limit.
 * Immutable.
 *
 * @param maxRunning how many of its jobs may run at once
 * @param rate how many may start in a time
 * @param weight how often it is served, compared with the other queues of a service
 * @param maxAttempts how often a job is started that says nothing of its own
 * @param keepDone how long jobs are kept that are done, cancelled or discarded
 * @param maxReady how many may be ready; a submission beyond is refused
 */
public record QueueLimits(
    Optional<Integer> maxRunning,
    Optional<Rate> rate,
    int weight,
    Optional<Integer> maxAttempts,
    Optional<Duration> keepDone,
    Optional<Long> maxReady) {}
