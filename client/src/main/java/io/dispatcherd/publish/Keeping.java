package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.KeepingBroker;

/** Asks of a broker that it keeps tasks. */
final class Keeping {
  private Keeping() {}

  /**
   * The same broker.
   *
   * @throws UnsupportedOperationException if it keeps no tasks
   */
  static KeepingBroker of(Broker broker) {
    if (broker instanceof KeepingBroker keeping) {
      return keeping;
    }
    throw new UnsupportedOperationException(
        "the broker %s keeps no tasks, so that nothing is known of one once it is sent; pg_queue keeps them"
            .formatted(broker.name()));
  }
}
