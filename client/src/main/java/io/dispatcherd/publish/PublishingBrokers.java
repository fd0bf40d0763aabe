package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;

/** Which broker a {@link Dispatcherd} uses for what. Thread-safe. */
interface PublishingBrokers extends AutoCloseable {
  /** What tasks are sent over. */
  Broker forTasks();

  /** What services are asked over. */
  Broker forControl();

  /** Closes those brokers that were opened here. */
  @Override
  void close();
}
