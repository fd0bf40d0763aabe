package io.dispatcherd.queue.store;

import java.util.List;

/**
 * What a service got from a look at the queue.
 *
 * @param jobs that are the service's now, in the order in which they are to start
 * @param requests what it is asked to do, in order
 */
public record Taken(List<ClaimedJob> jobs, List<Request> requests) {}
