package io.dispatcherd.queue.store;

/**
 * A service that has been registered.
 *
 * @param service its identity
 * @param lastRequest the number of the last request before it
 */
public record Registered(long service, long lastRequest) {}
