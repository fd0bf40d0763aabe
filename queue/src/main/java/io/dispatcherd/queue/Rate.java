package io.dispatcherd.queue;

import java.time.Duration;

/**
 * How many jobs may start in a time, over all services.
 *
 * @param number how many, at least 1
 * @param period in which, more than zero
 */
public record Rate(int number, Duration period) {}
