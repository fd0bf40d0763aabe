package io.dispatcherd.queue.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a service got from a look at the queue.
 *
 * @param jobs that are the service's now, in the order in which they are to start
 * @param requests what it is asked to do, in order, again and again until the runs that they are
 *     about have ended
 * @param nextDue how long until the next job is due that waits for its time; empty if none waits,
 *     or jobs were taken
 */
public record Taken(List<ClaimedJob> jobs, List<Request> requests, Optional<Duration> nextDue) {}
