package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.testing.BrokerContract;
import io.dispatcherd.testing.KeepingBrokerContract;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;

final class MemoryQueueContractTest {
  @Nested
  class AsABroker extends BrokerContract {
    @Override
    protected Broker open(String channel) {
      return new MemoryQueueBroker(channel, channel);
    }
  }

  @Nested
  class ThatKeepsMessages extends KeepingBrokerContract {
    private final AtomicReference<Instant> now =
        new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @Override
    protected Broker open(String channel) {
      return new MemoryQueueBroker(channel, now::get, channel);
    }

    @Override
    protected boolean runOutLeases(Broker holder) {
      MemoryQueueBroker frozen = (MemoryQueueBroker) holder;
      frozen.freeze();
      now.updateAndGet(before -> before.plus(MemoryQueueBroker.LEASE));
      frozen.heartbeat();
      return true;
    }
  }
}
