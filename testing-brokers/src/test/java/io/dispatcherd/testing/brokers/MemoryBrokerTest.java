package io.dispatcherd.testing.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.testing.Deliveries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MemoryBrokerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Acknowledgement FAILED = new Acknowledgement.Failed("it threw");

  private final String name = "test " + UUID.randomUUID();
  private final MemoryBroker broker = new MemoryBroker(name, "a", "b");

  @Test
  void keepsWhatBecameOfADelivery() throws Exception {
    try (Subscription subscription = broker.subscribe()) {
      broker.publish(List.of(new Outgoing("b", "{}")));

      Deliveries.all(subscription, SOON).get(0).acknowledge(FAILED);

      List<Acknowledged> expected = List.of(new Acknowledged("b", "{}", FAILED));
      assertEquals(expected, broker.awaitAcknowledged(1, SOON));
      assertEquals(expected, broker.acknowledged());
    }
  }

  @Test
  void refusesToBeToldTwice() throws Exception {
    try (Subscription subscription = broker.subscribe()) {
      broker.publish(List.of(new Outgoing("a", "{}")));
      Delivery delivery = Deliveries.all(subscription, SOON).get(0);
      delivery.acknowledge(FAILED);

      assertThrows(IllegalStateException.class, () -> delivery.acknowledge(FAILED));
    }
  }

  @Test
  void deliversOnItsChannelsOnly() throws Exception {
    try (Subscription subscription = broker.subscribe()) {
      broker.publish(List.of(new Outgoing("c", "1"), new Outgoing("a", "2")));

      assertEquals(
          List.of("2"),
          Deliveries.all(subscription, SOON).stream().map(Delivery::payload).toList());
    }
  }

  @Test
  void brokersOfOneNameMeetWhenConfiguredApart() throws Exception {
    CustomBrokerSettings settings =
        new CustomBrokerSettings(MemoryBroker.class.getName(), Map.of("name", name));
    try (Broker publisher = Brokers.open(settings);
        Subscription subscription = broker.subscribe()) {
      publisher.publish(List.of(new Outgoing("a", "{}")));

      assertEquals(1, Deliveries.all(subscription, SOON).size());
    }
  }
}
