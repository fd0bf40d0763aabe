package io.dispatcherd.brokers.pgnotify;

import static io.dispatcherd.brokers.pgnotify.TestBrokers.publish;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.randomChannel;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.receiveOne;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.testing.TestPostgres;
import java.time.Instant;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of time zones that PostgreSQL doesn't know hinder nobody. */
@Tag("functional")
final class PgNotifyZonesTest {
  private final TimeZone usual = TimeZone.getDefault();

  @AfterEach
  void reset() {
    TimeZone.setDefault(usual);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JST", "IST", "PST", "EST", "UTC", "Europe/Berlin", "GMT+03:00"})
  void aBrokerConnectsWhateverTheZoneIsCalled(String zone) throws Exception {
    TimeZone before = TimeZone.getTimeZone(zone);
    TimeZone.setDefault(before);
    String channel = randomChannel();
    try (PgNotifyBroker broker =
            TestBrokers.broker(
                TestPostgres.shared(), Map.of(), PgNotifyOptions.listeningOn(channel), false);
        Subscription subscription = broker.subscribe()) {
      publish(broker, channel, "{}");

      assertEquals("{}", receiveOne(subscription));
    }
    long now = Instant.now().toEpochMilli();
    assertEquals(before.getOffset(now), TimeZone.getDefault().getOffset(now));
  }
}
