package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.testing.BrokerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SocketBrokerContractTest extends BrokerContract {
  @TempDir private Path folder;

  @Override
  protected Broker open(String channel) {
    return new SocketBroker(folder.resolve("demo.sock"));
  }
}
