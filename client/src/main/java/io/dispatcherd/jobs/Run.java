package io.dispatcherd.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * One run of a kept task that has ended. Immutable.
 *
 * @param attempt which attempt it was, from 1
 * @param outcome how it ended: done, failed, timed_out, cancelled, released, lost, discarded, or
 *     snoozed
 * @param nodeId the service that ran it
 * @param startedAt when it started
 * @param endedAt when it ended
 * @param error class and message of what it threw
 */
public record Run(
    int attempt,
    String outcome,
    Optional<String> nodeId,
    Optional<Instant> startedAt,
    Instant endedAt,
    Optional<String> error) {}
