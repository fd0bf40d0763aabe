package io.dispatcherd.brokers;

/**
 * Something that a subscription received: a {@link Delivery}, or one that the broker {@link
 * Rejected}.
 */
public sealed interface Received permits Delivery, Rejected {}
