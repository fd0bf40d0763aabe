package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.ConnectionSource;
import io.dispatcherd.testing.BrokerContract;
import io.dispatcherd.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("functional")
final class PgNotifyBrokerContractTest extends BrokerContract {
  @Override
  protected Broker open(String channel) {
    ConnectionSource source =
        new ConnectionSource.Direct(
            ConnectionParameters.parse(TestPostgres.shared().conninfo()), false);
    return Brokers.open(
        new PgNotifySettings(
            source,
            source,
            List.of(channel),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(30)),
            Duration.ofSeconds(2)));
  }
}
