package io.dispatcherd.testing.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.testing.Deliveries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The brokers that carry nothing. */
final class IdleBrokersTest {
  private static final List<Outgoing> MESSAGE = List.of(new Outgoing("a", "{}"));

  @Test
  void noopTakesEverythingAndDeliversNothing() throws Exception {
    try (Broker broker = configured(NoopBroker.class, Map.of());
        Subscription subscription = broker.subscribe();
        Conversation conversation = broker.converse()) {
      broker.publish(MESSAGE);
      conversation.send(MESSAGE.get(0));

      assertEquals(List.of(), Deliveries.all(subscription, Duration.ofMillis(20)));
      assertEquals(List.of(), conversation.receive(Duration.ZERO));
    }
  }

  @Test
  void errorOnlyFailsWithTheConfiguredMessage() {
    try (Broker broker = configured(ErrorOnlyBroker.class, Map.of("error_message", "no luck"))) {
      assertEquals("no luck", failure(() -> broker.publish(MESSAGE)));
      assertEquals("no luck", failure(() -> broker.subscribe()));
      assertEquals("no luck", failure(() -> broker.converse()));
      assertEquals("q", broker.publishChannel("q"));
    }
  }

  private static Broker configured(Class<? extends Broker> type, Map<String, Object> options) {
    return Brokers.open(new CustomBrokerSettings(type.getName(), Map.copyOf(options)));
  }

  private static String failure(Runnable call) {
    return String.valueOf(assertThrows(BrokerException.class, () -> call.run()).getMessage());
  }
}
