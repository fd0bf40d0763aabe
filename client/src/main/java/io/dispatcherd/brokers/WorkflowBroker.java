package io.dispatcherd.brokers;

import io.dispatcherd.jobs.Workflows;

/**
 * A broker that keeps workflows. The steps of one come in one call, each with the field {@code
 * workflow}: its {@code uuid}, {@code name} and {@code step}; the steps that it comes {@code after}
 * and {@code before}, each with {@code cancel} or {@code run}, what becomes of it if the other
 * isn't done; what is handed on to it ({@code first}, {@code results}, {@code outcomes}); and the
 * uuid of the running task {@code by} which it is added.
 */
public interface WorkflowBroker extends Broker {
  /** Its workflows. Connects when it is first used. */
  Workflows workflows();
}
