package io.dispatcherd.brokers;

/**
 * A broker whose tasks can all be looked at and steered: it keeps them, and their history. It
 * refuses nothing that {@link io.dispatcherd.jobs.Jobs} and {@link io.dispatcherd.jobs.Queues}
 * have.
 */
public interface KeepingBroker extends DeadLetterBroker, TransactionalBroker {}
