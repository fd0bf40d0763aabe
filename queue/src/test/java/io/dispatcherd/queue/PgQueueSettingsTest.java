package io.dispatcherd.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Retries;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgQueueSettingsTest {
  @TempDir Path folder;

  private Settings read(String brokers) throws IOException {
    Path file = folder.resolve("dispatcher.yml");
    Files.writeString(file, "version: 2\nbrokers:\n" + brokers.indent(2));
    return Settings.fromFile(file);
  }

  private PgQueueSettings queue(String section) throws IOException {
    return of(read("pg_queue:\n" + section.indent(2)), "pg_queue");
  }

  private static PgQueueSettings of(Settings settings, String name) {
    return assertInstanceOf(PgQueueSettings.class, settings.brokers().get(name));
  }

  @Test
  void withoutOptionsAllDefaultsHold() throws IOException {
    PgQueueSettings settings = queue("config: {conninfo: 'host=db dbname=x'}");

    QueueOptions options = settings.options();
    assertEquals(QueueOptions.defaults(), options);
    assertTrue(settings.listens());
    assertEquals(Duration.ofDays(1), settings.keepDone());
    assertEquals(Duration.ofDays(30), settings.keepDead());
    assertEquals(Map.of(), settings.bridge());
    assertEquals(List.of("default"), settings.channels());
    assertEquals("pg_queue in schema dispatcherd on host=db dbname=x", settings.description());
  }

  @Test
  void eachOptionIsRead() throws IOException {
    PgQueueSettings settings =
        queue(
            """
            config: {}
            schema: work
            migrate: false
            queues:
              default:
              reports: {max_running: 4, max_running_here: 2, rate: 100/1m, weight: 3,
                        max_attempts: 5, keep_done: 7d, keep_dead: 90d, max_ready: 9}
              tenants: {fair_by: key, max_running: null}
            default_publish_channel: reports
            heartbeat: 2s
            lease_ttl: 500ms
            """
                    .replace("lease_ttl: 500ms", "lease_ttl: 1m30s")
                + """
                poll_interval: 250ms
                listen: false
                max_attempts: 7
                backoff: 500ms..10m
                keep_done: 2h
                keep_dead: 14d
                result_bytes: 128KiB
                commit_claims: async
                max_ready: 5000
                """);

    QueueOptions options = settings.options();
    assertEquals("work", options.schema().value());
    assertFalse(options.migrates());
    assertFalse(options.isFlushed());
    assertEquals("reports", options.defaultQueue());
    assertEquals(Map.of("default", 1, "reports", 3, "tenants", 1), options.node().queues());
    assertEquals(Duration.ofSeconds(2), options.node().heartbeat());
    assertEquals(Duration.ofSeconds(90), options.node().leaseTtl());
    assertEquals(Duration.ofMillis(250), options.node().pollInterval());
    assertEquals(
        new Retries(7, Duration.ofMillis(500), Duration.ofMinutes(10)), options.node().retries());
    assertEquals(131_072, options.node().resultBytes());
    assertEquals(5000, options.maxReady());
    assertFalse(settings.listens());
    assertEquals(Duration.ofHours(2), settings.keepDone());
    assertEquals(Duration.ofDays(14), settings.keepDead());
  }

  @Test
  void whatIsSaidOfAQueueBecomesItsRowAndNothingElse() throws IOException {
    Map<String, QueueSettings> queues =
        queue(
                """
                config: {}
                queues:
                  plain:
                  reports: {max_running: 4, max_running_here: 2, rate: 100/1m, weight: 3, keep_done: 7d}
                  tenants: {fair_by: key, max_running: null, rate: null}
                """)
            .options()
            .queues();

    assertEquals(List.of("plain", "reports", "tenants"), List.copyOf(queues.keySet()));
    assertEquals(Map.of(), row(queues, "plain"));
    assertEquals(
        Map.of(
            "max_running", 4,
            "max_running_here", 2,
            "weight", 3,
            "rate_number", 100,
            "rate_period", "60.000000 seconds",
            "keep_done", "604800.000000 seconds"),
        row(queues, "reports"));
    Map<String, @Nullable Object> tenants = new LinkedHashMap<>();
    tenants.put("max_running", null);
    tenants.put("fair_by", "key");
    tenants.put("rate_number", null);
    tenants.put("rate_period", null);
    assertEquals(tenants, row(queues, "tenants"));
  }

  private static Map<String, @Nullable Object> row(Map<String, QueueSettings> all, String name) {
    return Objects.requireNonNull(all.get(name)).row();
  }

  @Test
  void anEmptySectionOfQueuesIsThatOfAPublisher() throws IOException {
    assertEquals(Map.of(), queue("config: {}\nqueues: {}").options().queues());
  }

  @Test
  void severalMayStandSideBySide() throws IOException {
    Settings settings =
        read(
            """
            pg_queue: {config: {conninfo: dbname=a}}
            orders: {type: pg_queue, config: {conninfo: dbname=b}, schema: orders}
            """);

    assertEquals("pg_queue", of(settings, "pg_queue").name());
    assertEquals("orders", of(settings, "orders").name());
    assertEquals("orders", of(settings, "orders").options().schema().value());
  }

  @Test
  void aBridgeNamesChannelsAndQueues() throws IOException {
    assertEquals(
        Map.of("old", "default", "other", "reports"),
        queue("config: {}\nbridge: {old: default, other: reports}").bridge());
  }

  @Test
  void itCanBeUsedToPublish() throws IOException {
    Path file = folder.resolve("dispatcher.yml");
    Files.writeString(
        file,
        "version: 2\nbrokers: {socket: {socket_path: a}, pg_queue: {config: {}}}\n"
            + "publish: {default_broker: pg_queue, default_control_broker: socket}");

    assertEquals("pg_queue", Settings.fromFile(file).publish().defaultBroker().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heartbeat: 5s, lease_ttl: 9s | lease_ttl: lease_ttl must be at least twice the heartbeat,"
            + " so that one that is late ends nothing: make lease_ttl longer, or heartbeat shorter",
        "heartbeat: 10s | heartbeat: lease_ttl must be at least twice the heartbeat, so that one"
            + " that is late ends nothing: make lease_ttl longer, or heartbeat shorter",
        "listen: false, listen_config: {port: 1} | listen_config: says how to listen, and listen:"
            + " false says not to: keep one",
        "listen: false, bridge: {a: b} | bridge: listens on its channels, and listen: false says"
            + " not to: keep one",
        "backoff: 1h..1s | backoff: the first pause must not be longer than the second, nor that"
            + " than 365d",
        "backoff: 1h | backoff: expected the first and the longest pause, like 1s..1h",
        "backoff: 5 | backoff: expected the first and the longest pause, like 1s..1h, got an"
            + " integer",
        "schema: pg_x | schema: the schema \"pg_x\" can't be used: give it 1 to 40 letters, digits"
            + " or underscores, not beginning with a digit or pg_",
        "commit_claims: later | commit_claims: expected one of sync, async",
        "max_attempts: 0 | max_attempts: expected an integer of at least 1, got 0",
        "queues: {a: {rate: 0/1m}} | queues.a.rate: expected a number and a time, at most 365d,"
            + " like 100/1m",
        "queues: {a: {max_running: 1, max_running_here: 2}} | queues.a.max_running_here: must not"
            + " exceed max_running (1), which holds over all services",
        "queues: {a: {fair_by: tenant}} | queues.a.fair_by: expected one of key",
        "queues: {a: {wieght: 1}} | queues.a.wieght: unknown option, did you mean \"weight\"?",
        "bridge: [a] | bridge: expected channels, each with a queue, got a list",
        "bridge: {a: 1} | bridge.a: expected text (put it in quotes), got an integer",
      })
  void whatCanNotBeIsExplained(String options, String expected) {
    String section = "pg_queue: {config: {}, " + options + "}";

    String message =
        String.valueOf(
            assertThrows(ConfigurationException.class, () -> read(section)).getMessage());

    assertTrue(
        Arrays.asList(message.replaceAll(" \\(line \\d+\\)", "").split("\\R", -1)).stream()
            .anyMatch(line -> line.endsWith("brokers.pg_queue." + expected)),
        message);
  }

  @Test
  void itNeedsToKnowHowToConnect() {
    String message =
        String.valueOf(
            assertThrows(ConfigurationException.class, () -> queue("schema: x")).getMessage());

    assertTrue(message.contains("needs config, a connection factory or embedded"), message);
  }
}
