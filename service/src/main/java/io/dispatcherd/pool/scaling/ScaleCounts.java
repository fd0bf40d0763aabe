package io.dispatcherd.pool.scaling;

/**
 * How the number of workers was changed since the start.
 *
 * @param up workers started because there were too few
 * @param down workers told to leave because there were too many
 * @param replaced workers started in the place of one that died, left by itself or was too old
 * @param lifetime workers told to leave because they were too old
 */
public record ScaleCounts(long up, long down, long replaced, long lifetime) {}
