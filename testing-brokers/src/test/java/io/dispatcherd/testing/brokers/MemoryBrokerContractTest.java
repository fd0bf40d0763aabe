package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.testing.BrokerContract;

final class MemoryBrokerContractTest extends BrokerContract {
  @Override
  protected Broker open(String channel) {
    return new MemoryBroker("contract " + channel, channel);
  }
}
