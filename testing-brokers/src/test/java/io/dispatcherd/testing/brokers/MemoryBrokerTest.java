package io.dispatcherd.testing.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.messages.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MemoryBrokerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final String name = "test " + UUID.randomUUID();
  private final MemoryBroker broker = new MemoryBroker(name, "a", "b");

  @Test
  void keepsWhatBecameOfADelivery() throws Exception {
    try (Subscription subscription = broker.subscribe()) {
      broker.publish(List.of(new Outgoing("b", "{}")));

      subscription.receive(SOON).get(0).settle(Outcome.FAILED);

      List<Settled> expected = List.of(new Settled("b", "{}", Outcome.FAILED));
      assertEquals(expected, broker.awaitSettled(1, SOON));
      assertEquals(expected, broker.settled());
    }
  }

  @Test
  void refusesASecondOutcome() throws Exception {
    try (Subscription subscription = broker.subscribe()) {
      broker.publish(List.of(new Outgoing("a", "{}")));
      Delivery delivery = subscription.receive(SOON).get(0);
      delivery.settle(Outcome.DONE);

      assertThrows(IllegalStateException.class, () -> delivery.settle(Outcome.DONE));
    }
  }

  @Test
  void deliversOnItsChannelsOnly() throws Exception {
    try (Subscription subscription = broker.subscribe()) {
      broker.publish(List.of(new Outgoing("c", "1"), new Outgoing("a", "2")));

      assertEquals(
          List.of("2"), subscription.receive(SOON).stream().map(Delivery::payload).toList());
    }
  }

  @Test
  void brokersOfOneNameMeetWhenConfiguredApart() throws Exception {
    CustomBrokerSettings settings =
        new CustomBrokerSettings(MemoryBroker.class.getName(), Map.of("name", name));
    try (Broker publisher = Brokers.open(settings);
        Subscription subscription = broker.subscribe()) {
      publisher.publish(List.of(new Outgoing("a", "{}")));

      assertEquals(1, subscription.receive(SOON).size());
    }
  }
}
