package io.dispatcherd.jobs;

/**
 * What became of the jobs with a key.
 *
 * @param deleted how many are gone, with all that was kept of them
 * @param running how many still run, and are cancelled
 */
public record Purged(long deleted, long running) {}
