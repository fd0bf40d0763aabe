package io.dispatcherd.testing;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import java.time.Duration;
import java.util.List;

/** What tests receive. */
public final class Deliveries {
  private Deliveries() {}

  /**
   * Whatever comes, as {@link Subscription#receive} does it.
   *
   * @throws AssertionError if something among it was rejected
   */
  public static List<Delivery> all(Subscription subscription, Duration atMost)
      throws InterruptedException {
    return upTo(Subscription.ALL, subscription, atMost);
  }

  /** The same, but asks for so many at most. */
  public static List<Delivery> upTo(int most, Subscription subscription, Duration atMost)
      throws InterruptedException {
    return subscription.receive(most, atMost).stream().map(Deliveries::accepted).toList();
  }

  private static Delivery accepted(Received received) {
    if (received instanceof Delivery delivery) {
      return delivery;
    }
    throw new AssertionError("not accepted: " + received);
  }
}
