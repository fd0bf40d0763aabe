package io.dispatcherd.testing.brokers;

import io.dispatcherd.messages.Outcome;

/**
 * What a service reported to a {@link MemoryBroker} about a delivery.
 *
 * @param channel where it was published
 * @param payload its whole text
 * @param outcome what became of it
 */
public record Settled(String channel, String payload, Outcome outcome) {}
