package io.dispatcherd.rabbitmq;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Retries;
import io.dispatcherd.testing.BrokerContract;
import io.dispatcherd.testing.KeepingBrokerContract;
import io.dispatcherd.testing.NeedsVariable;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Both suites for brokers, on a real RabbitMQ. */
@Tag("functional")
@NeedsVariable(value = TestRabbitMq.VARIABLE, names = TestRabbitMq.NAMES)
final class RabbitMqContractTest {
  @SuppressWarnings("NullAway.Init") // JUnit calls connect first
  private static TestRabbitMq server;

  @BeforeAll
  static void connect() throws Exception {
    server = TestRabbitMq.open();
  }

  @AfterAll
  static void delete() throws Exception {
    server.close();
  }

  private static Broker open(String channel) {
    Retries soon = new Retries(20, Duration.ofMillis(100), Duration.ofMillis(100));
    return new RabbitMqBroker(server.options(channel).retries(soon), TestRabbitMq.server());
  }

  @Nested
  class AsABroker extends BrokerContract {
    @Override
    protected Broker open(String channel) {
      return RabbitMqContractTest.open(channel);
    }
  }

  @Nested
  class ThatKeepsMessages extends KeepingBrokerContract {
    @Override
    protected Broker open(String channel) {
      return RabbitMqContractTest.open(channel);
    }

    @Override
    protected boolean runOutLeases(Broker holder) {
      return false;
    }
  }
}
