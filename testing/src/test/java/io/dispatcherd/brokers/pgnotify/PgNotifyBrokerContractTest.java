package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.testing.BrokerContract;
import io.dispatcherd.testing.TestPostgres;
import java.util.Properties;

final class PgNotifyBrokerContractTest extends BrokerContract {
  @Override
  protected Broker open(String channel) {
    return PgNotifyBroker.connectingTo(
        PgNotifyOptions.listeningOn(channel), TestPostgres.shared().jdbcUrl(), new Properties());
  }
}
