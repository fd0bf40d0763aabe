package io.dispatcherd.testing.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A type of broker that isn't the client's own is configured and opened as ours are. */
final class MemoryQueueProviderTest {
  @Test
  void severalBrokersOfOneTypeHaveNamesOfTheirOwn() {
    Settings settings =
        settings(
            Map.of(
                "orders", Map.of("type", "memory_queue", "queue", "a", "channels", List.of("x")),
                "memory_queue", Map.of()));

    try (Broker orders = open(settings, "orders");
        Broker plain = open(settings, "memory_queue")) {
      assertEquals("orders", orders.name());
      assertEquals("x", orders.publishChannel(null));
      assertEquals("memory_queue", plain.name());
    }
  }

  @Test
  void itsOptionsAreChecked() {
    assertEquals(
        List.of(
            "brokers.orders.chanels: unknown option, did you mean \"channels\"?",
            "brokers.orders.queue: expected text, got a list"),
        problems(
            Map.of(
                "orders",
                Map.of("type", "memory_queue", "chanels", List.of(), "queue", List.of()))));
  }

  @Test
  void aTypeThatIsNotThereIsNamed() {
    assertEquals(
        List.of("brokers.orders.type: unknown type, did you mean \"memory_queue\"?"),
        problems(Map.of("orders", Map.of("type", "memory_queu"))));
  }

  @Test
  void aNameOfItsOwnNeedsAType() {
    assertEquals(
        List.of(
            "brokers.orders: unknown broker; expected pg_notify, socket, memory_queue, the name of"
                + " a class, or a name of its own and a type"),
        problems(Map.of("orders", Map.of("queue", "a"))));
  }

  private static Broker open(Settings settings, String name) {
    return Brokers.open(Objects.requireNonNull(settings.brokers().get(name)));
  }

  private static List<String> problems(Map<String, Object> brokers) {
    return assertThrows(ConfigurationException.class, () -> settings(brokers)).problems().stream()
        .map(problem -> problem.path() + ": " + problem.message())
        .sorted()
        .toList();
  }

  private static Settings settings(Map<String, Object> brokers) {
    return Settings.fromMap(Map.of("version", 2, "brokers", brokers));
  }
}
