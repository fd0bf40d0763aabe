package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;

/** Brokers that somebody else has opened, and will close. */
record GivenBrokers(Broker forTasks, Broker forControl) implements PublishingBrokers {
  @Override
  public void close() {
    // They are not ours to close.
  }
}
