package io.dispatcherd.brokers;

/**
 * How a task stores its own end, in one transaction with what it writes.
 *
 * @param statement SQL with one parameter, the result as JSON text or null. It returns one boolean:
 *     false if the run is no longer this service's, and then the transaction must not be committed
 */
public record Completion(String statement) {}
