package io.dispatcherd.brokers;

/** Something that came over a subscription: a {@link Delivery}, or what is no delivery to read. */
public sealed interface Received permits Delivery, Rejected {}
