package io.dispatcherd.service.dispatch;

import io.dispatcherd.brokers.Completion;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Lease;
import io.dispatcherd.processors.Kept;
import io.dispatcherd.producers.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A delivery that its broker keeps, as tasks and workers see it. */
record KeptArrival(Arrival arrival) implements Kept {
  private Delivery delivery() {
    return arrival.delivery();
  }

  @Override
  public int attempt() {
    return delivery().attempt();
  }

  @Override
  public Optional<String> completion() {
    return delivery().completion().map(Completion::statement);
  }

  @Override
  public Optional<Duration> leaseLeft() {
    return delivery()
        .lease()
        .map(Lease::until)
        .map(until -> Duration.between(Instant.now(), until));
  }

  @Override
  public void progress(double part, String text) {
    delivery().progress(part, text);
  }
}
