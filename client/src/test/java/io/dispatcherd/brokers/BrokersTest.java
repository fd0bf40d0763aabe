package io.dispatcherd.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.CustomBrokerSettings;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.postgres.ConnectionSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokersTest {
  @Test
  void opensASocketBrokerWithoutTouchingTheFile(@TempDir Path folder) {
    try (Broker broker = Brokers.open(new SocketSettings(folder.resolve("demo.sock")))) {
      assertEquals("socket", broker.name());
      assertFalse(folder.resolve("demo.sock").toFile().exists());
    }
  }

  @Test
  void anEmbeddedServerThatIsntRunningIsAnErrorThatSaysWhatToStart(@TempDir Path folder) {
    try (Broker broker =
        Brokers.open(pgNotify(new ConnectionSource.Embedded(Optional.of(folder))))) {
      BrokerException failure = assertThrows(BrokerException.class, () -> broker.subscribe());

      String text = String.valueOf(failure.getMessage());
      assertTrue(text.contains(folder.toString()) && text.contains("start dispatcherd"), text);
    }
  }

  @Test
  void aBrokerClassThatCantBeUsedIsAnErrorThatNamesIt() {
    assertRefused("com.example.Missing", "there is no class com.example.Missing");
    assertRefused("java.lang.String", "doesn't implement io.dispatcherd.brokers.Broker");
    assertRefused(Broker.class.getName(), "public constructor");
  }

  @Test
  void aConnectionFactoryThatCantBeUsedIsAnErrorThatNamesItsOption() {
    PgNotifySettings settings =
        pgNotify(new ConnectionSource.Factory("java.lang.String", Optional.empty()));

    ConfigurationException refusal =
        assertThrows(ConfigurationException.class, () -> Brokers.open(settings));

    assertTrue(String.valueOf(refusal.getMessage()).contains("sync_connection_factory"));
  }

  private static void assertRefused(String className, String explanation) {
    CustomBrokerSettings settings =
        new CustomBrokerSettings(className, Map.of("password", "s3cret"));
    ConfigurationException refusal =
        assertThrows(ConfigurationException.class, () -> Brokers.open(settings));
    String text = String.valueOf(refusal.getMessage());
    assertTrue(text.contains(explanation), text);
    assertTrue(text.contains("brokers." + className), text);
    assertFalse(text.contains("s3cret"));
  }

  private static PgNotifySettings pgNotify(ConnectionSource source) {
    return new PgNotifySettings(
        source,
        source,
        List.of("channel"),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(2));
  }
}
