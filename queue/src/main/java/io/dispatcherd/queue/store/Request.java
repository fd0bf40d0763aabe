package io.dispatcherd.queue.store;

/**
 * Something that services are asked to do.
 *
 * @param number grows with each
 * @param message its JSON text
 */
public record Request(long number, String message) {}
