package io.dispatcherd.queue.store;

/**
 * A job that is to follow from the end of another one.
 *
 * @param parent that one
 * @param run with which it ended
 * @param outcome how it ended
 * @param job what follows
 */
public record FollowUp(long parent, long run, Outcome outcome, NewJob job) {}
