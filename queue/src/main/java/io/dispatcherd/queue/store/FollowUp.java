package io.dispatcherd.queue.store;

/**
 * A job that is to follow from the end of another one.
 *
 * @param end how that one ended
 * @param job what follows
 */
public record FollowUp(RunEnd end, NewJob job) {}
