package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a subscription of a test receives. */
public final class Deliveries {
  private static final Duration SOON = Duration.ofSeconds(20);

  private Deliveries() {}

  /** What comes. */
  static List<Delivery> of(Subscription subscription) throws InterruptedException {
    return subscription.receive(Subscription.ALL, SOON).stream().map(Delivery.class::cast).toList();
  }

  /** So many, or what there is when no more come for long. */
  public static List<Delivery> of(Subscription subscription, int count)
      throws InterruptedException {
    List<Delivery> all = new ArrayList<>();
    List<Delivery> deliveries = List.of();
    do {
      deliveries = of(subscription);
      all.addAll(deliveries);
    } while (all.size() < count && !deliveries.isEmpty());
    return all;
  }
}
