package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;

/** Brokers that the caller opened and closes. */
record GivenBrokers(Broker forTasks, Broker forControl) implements PublishingBrokers {
  @Override
  public void close() {
    // They are not ours to close.
  }
}
