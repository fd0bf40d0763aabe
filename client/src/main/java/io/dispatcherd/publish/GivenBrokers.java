package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.DeadLetterBroker;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Brokers that the caller opened and closes. */
record GivenBrokers(Broker forTasks, Broker forControl) implements PublishingBrokers {
  @Override
  public Broker named(String name) {
    if (!forTasks.name().equals(name)) {
      throw new IllegalArgumentException(
          "there is no broker %s here, only %s".formatted(name, forTasks.name()));
    }
    return forTasks;
  }

  @Override
  public DeadLetterBroker forJobs() {
    return Keeping.of(forTasks);
  }

  @Override
  public Collection<Broker> all() {
    return new LinkedHashSet<>(List.of(forTasks, forControl));
  }

  @Override
  public void close() {
    // They are not ours to close.
  }
}
