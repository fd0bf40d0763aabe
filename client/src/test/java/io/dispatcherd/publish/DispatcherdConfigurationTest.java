package io.dispatcherd.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.tasks.TaskCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** What the configuration makes of a Dispatcherd. */
class DispatcherdConfigurationTest {
  private static final Map<String, Object> TWO_BROKERS =
      Map.of(
          "version",
          2,
          "brokers",
          Map.of(
              "pg_notify",
              Map.of("config", Map.of("conninfo", "dbname=x"), "channels", List.of("a")),
              "socket",
              Map.of("socket_path", "demo.sock")),
          "publish",
          Map.of("default_broker", "pg_notify", "default_control_broker", "socket"));

  private final List<FakeBroker> opened = new ArrayList<>();

  private Dispatcherd from(Map<String, ?> map) {
    return new Dispatcherd(
        new ConfiguredBrokers(
            Settings.fromMap(map),
            settings -> {
              FakeBroker fake = new FakeBroker();
              opened.add(fake);
              return fake;
            }));
  }

  @Test
  void tenThousandSubmissionsUseOneBroker() {
    try (Dispatcherd configured = from(TWO_BROKERS)) {
      for (int i = 0; i < 10_000; i++) {
        configured.submit(DispatcherdTest.Tasks::plain);
      }
    }

    assertEquals(1, opened.size());
  }

  @Test
  void commandsGoOverTheBrokerForControl() {
    try (Dispatcherd configured = from(TWO_BROKERS)) {
      configured.submit(DispatcherdTest.Tasks::plain);
      configured.control().send("alive");
    }

    assertEquals(2, opened.size());
    assertEquals(1, opened.get(0).published.size());
    assertEquals(1, opened.get(1).published.size());
  }

  @Test
  void closingClosesWhatWasOpenedAndRefusesTheRest() {
    Dispatcherd configured = from(TWO_BROKERS);
    configured.submit(DispatcherdTest.Tasks::plain);

    configured.close();

    assertTrue(opened.get(0).closed);
    assertThrows(
        IllegalStateException.class, () -> configured.submit(DispatcherdTest.Tasks::plain));
  }

  @Test
  void aGivenBrokerIsLeftOpen() {
    FakeBroker broker = new FakeBroker();

    Dispatcherd.over(broker).close();

    assertFalse(broker.closed);
  }

  @Test
  void aChannelThatCannotExistIsRefusedAtOnceByItsName() {
    String tooLong = "x".repeat(64);
    try (Dispatcherd configured = Dispatcherd.fromMap(TWO_BROKERS)) {
      TaskCall call = configured.task(DispatcherdTest.Tasks::plain);

      assertTrue(refusal(call.queue(tooLong)).contains(tooLong));
      assertTrue(refusal(call.queue(" ")).contains("\" \" is blank"));
    }
  }

  private String refusal(TaskCall call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call::submit).getMessage());
  }

  @Test
  void severalBrokersWithoutADefaultAreAnErrorThatNamesThem() {
    Dispatcherd configured = from(Map.of("version", 2, "brokers", TWO_BROKERS.get("brokers")));

    String message =
        String.valueOf(
            assertThrows(
                    ConfigurationException.class,
                    () -> configured.submit(DispatcherdTest.Tasks::plain))
                .getMessage());

    assertTrue(message.contains("publish.default_broker"), message);
    assertTrue(message.contains("pg_notify"), message);
  }

  @Nested
  @DisabledIfEnvironmentVariable(
      named = "DISPATCHERD_CONFIG_FILE",
      matches = ".*",
      disabledReason =
          "needs an environment without DISPATCHERD_CONFIG_FILE: that configures the process")
  class DefaultOfTheProcess {
    @Test
    void isAnErrorUntilItIsSetUp() {
      String message =
          String.valueOf(
              assertThrows(ConfigurationException.class, Dispatcherd::current).getMessage());

      assertEquals(
          "Dispatcherd not configured, set DISPATCHERD_CONFIG_FILE or call"
              + " io.dispatcherd.publish.Dispatcherd.setup",
          message);
    }

    @Test
    void isTheLatestThatWasSetUpUntilItIsClosed() {
      Dispatcherd.setup(TWO_BROKERS);
      try (Dispatcherd latest = Dispatcherd.setup(TWO_BROKERS)) {
        assertSame(latest, Dispatcherd.current());
      }

      assertThrows(ConfigurationException.class, Dispatcherd::current);
    }
  }
}
