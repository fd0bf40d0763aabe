package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.ConnectionSource;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the tests of the broker share: brokers, channels, and a look behind their backs. */
final class TestBrokers {
  static final Duration SOON = Duration.ofSeconds(20);

  private TestBrokers() {}

  static String randomChannel() {
    return "test_" + UUID.randomUUID().toString().replace('-', '_');
  }

  /** A broker with an application name of its own, for {@link TestPostgres#terminate(String)}. */
  static PgNotifyBroker broker(
      TestPostgres postgres, String applicationName, PgNotifyOptions options) {
    return broker(postgres, Map.of("application_name", applicationName), options, false);
  }

  static PgNotifyBroker broker(
      TestPostgres postgres,
      Map<String, String> keywords,
      PgNotifyOptions options,
      boolean sharedConnections) {
    ConnectionSource source =
        new ConnectionSource.Direct(
            ConnectionParameters.parse(postgres.conninfo()).with(keywords), sharedConnections);
    return PgNotifyBroker.open(
        new PgNotifySettings(
            source,
            source,
            options.channels(),
            options.defaultPublishChannel(),
            options.maxConnectionIdle(),
            options.maxSelfCheckMessageAge()));
  }

  static PgNotifyOptions checking(Duration idle, Duration age, String... channels) {
    return new PgNotifyOptions(List.of(channels), Optional.empty(), Optional.of(idle), age);
  }

  static void publish(PgNotifyBroker broker, String channel, String payload) {
    broker.publish(List.of(new Outgoing(channel, payload)));
  }

  static String receiveOne(Subscription subscription) throws InterruptedException {
    List<Delivery> deliveries = Deliveries.all(subscription, SOON);
    if (deliveries.size() != 1) {
      throw new AssertionError("expected one delivery, got " + deliveries);
    }
    return deliveries.get(0).payload();
  }
}
