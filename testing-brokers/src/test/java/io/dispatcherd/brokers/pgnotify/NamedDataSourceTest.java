package io.dispatcherd.brokers.pgnotify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.Settings;
import io.dispatcherd.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A class of the application's supplies the connections. */
@Tag("functional")
class NamedDataSourceTest {
  @Test
  void aDataSourceThatTheConfigurationNamesSuppliesTheConnections() throws Exception {
    String channel = TestBrokers.randomChannel();
    Settings settings =
        Settings.fromMap(
            Map.of(
                "version",
                2,
                "brokers",
                Map.of(
                    "pg_notify",
                    Map.of(
                        "config",
                        Map.of("conninfo", TestPostgres.shared().conninfo()),
                        "sync_connection_factory",
                        ApplicationDataSource.class.getName(),
                        "async_connection_factory",
                        ApplicationDataSource.class.getName(),
                        "channels",
                        List.of(channel)))));

    try (PgNotifyBroker broker =
            (PgNotifyBroker) Brokers.open(settings.brokers().values().iterator().next());
        Subscription subscription = broker.subscribe()) {
      TestBrokers.publish(broker, channel, "{}");
      assertEquals("{}", TestBrokers.receiveOne(subscription));
    }
  }
}
