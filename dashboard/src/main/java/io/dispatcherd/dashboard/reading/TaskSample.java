package io.dispatcherd.dashboard.reading;

import java.time.Duration;
import java.util.Optional;

/**
 * What the latest runs say of a task. Immutable.
 *
 * @param task its name
 * @param runs how many of them are its own
 * @param failed how many of those have failed
 * @param waitMedian how long half of them waited at most
 * @param waitMost how long 95 of 100 waited at most
 * @param runMedian how long half of them ran at most
 * @param runMost how long 95 of 100 ran at most
 */
public record TaskSample(
    String task,
    long runs,
    long failed,
    Optional<Duration> waitMedian,
    Optional<Duration> waitMost,
    Optional<Duration> runMedian,
    Optional<Duration> runMost) {}
