package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.DeadLetterBroker;
import java.util.Collection;

/** Which broker a {@link Dispatcherd} uses for what. Thread-safe. */
interface PublishingBrokers extends AutoCloseable {
  /** What tasks are sent over. */
  Broker forTasks();

  /** The one of this name in the configuration. */
  Broker named(String name);

  /**
   * The one whose tasks can be looked at: the one for tasks if it keeps them all, else the only one
   * that does; without such a one, in the same way, one that keeps dead ones.
   *
   * @throws UnsupportedOperationException if none keeps tasks, or it is unclear which one is meant
   */
  DeadLetterBroker forJobs();

  /** What services are asked over. */
  Broker forControl();

  /** All of them. */
  Collection<Broker> all();

  /** Closes those brokers that were opened here. */
  @Override
  void close();
}
