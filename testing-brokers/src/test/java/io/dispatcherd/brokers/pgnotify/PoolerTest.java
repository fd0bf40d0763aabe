package io.dispatcherd.brokers.pgnotify;

import static io.dispatcherd.brokers.pgnotify.TestBrokers.publish;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.randomChannel;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.receiveOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.testing.NeedsProgram;
import io.dispatcherd.testing.PgBouncer;
import io.dispatcherd.testing.PgBouncer.PoolMode;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What works through a pooler between us and PostgreSQL, and what says that it doesn't. */
@NeedsProgram(value = "pgbouncer", install = PgBouncer.INSTALL)
@Tag("functional")
final class PoolerTest {
  private static final int CONNECTIONS_OF_ONE_POOL = 4;

  private final String channel = randomChannel();
  private final PgNotifyOptions options = PgNotifyOptions.listeningOn(channel);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private TestPostgres through(PoolMode mode, int poolSize) {
    PgBouncer bouncer = PgBouncer.start(TestPostgres.shared(), mode, poolSize);
    opened.add(bouncer);
    return bouncer.postgres();
  }

  private PgNotifyBroker broker(TestPostgres postgres) {
    PgNotifyBroker broker = TestBrokers.broker(postgres, Map.of(), options, false);
    opened.add(broker);
    return broker;
  }

  private Subscription subscribeDirectly() {
    return broker(TestPostgres.shared()).subscribe();
  }

  private static void assertSaysWhatToDo(BrokerException refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("pooler") && message.contains("listen_config"), message);
  }

  @Nested
  class InTransactionMode {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, CONNECTIONS_OF_ONE_POOL})
    void aSubscriptionIsRefusedAndSaysWhatToDo(int poolSize) {
      PgNotifyBroker broker = broker(through(PoolMode.TRANSACTION, poolSize));

      assertSaysWhatToDo(assertThrows(BrokerException.class, broker::subscribe));
    }

    @Test
    void aConversationIsRefusedToo() {
      PgNotifyBroker broker = broker(through(PoolMode.TRANSACTION, CONNECTIONS_OF_ONE_POOL));

      assertSaysWhatToDo(assertThrows(BrokerException.class, broker::converse));
    }

    @Test
    void aConnectionOfTheApplicationIsRefusedAsWell() {
      TestPostgres pooled = through(PoolMode.TRANSACTION, CONNECTIONS_OF_ONE_POOL);
      PgNotifyBroker broker = new PgNotifyBroker(options, pooled::connect, pooled::connect);
      opened.add(broker);

      assertSaysWhatToDo(assertThrows(BrokerException.class, broker::subscribe));
    }

    @Test
    void manyPublishersShareServerConnectionsWithoutErrors() throws Exception {
      TestPostgres pooled = through(PoolMode.TRANSACTION, 2);
      List<PgNotifyBroker> publishers =
          List.of(
              broker(pooled),
              broker(pooled),
              new PgNotifyBroker(options, pooled::connect, pooled::connect));
      opened.add(publishers.get(2));
      Subscription subscription = subscribeDirectly();
      for (int i = 0; i < 30; i++) {
        for (PgNotifyBroker publisher : publishers) {
          publish(publisher, channel, "{\"n\":" + i + "}");
          assertEquals("{\"n\":" + i + "}", receiveOne(subscription));
        }
      }
    }

    @Test
    void soDoTransactionsOfTheCaller() throws Exception {
      TestPostgres pooled = through(PoolMode.TRANSACTION, 2);
      PgNotifyBroker broker = broker(pooled);
      Subscription subscription = subscribeDirectly();
      try (Connection one = pooled.connect();
          Connection other = pooled.connect()) {
        for (int i = 0; i < 20; i++) {
          for (Connection connection : List.of(one, other)) {
            broker.publish(connection, List.of(new Outgoing(channel, "{}")));
            assertEquals("{}", receiveOne(subscription));
          }
        }
      }
    }
  }

  @Nested
  class InSessionMode {
    @Test
    void everythingWorks() throws Exception {
      PgNotifyBroker broker = broker(through(PoolMode.SESSION, CONNECTIONS_OF_ONE_POOL));
      Subscription subscription = broker.subscribe();

      publish(broker, channel, "{}");

      assertEquals("{}", receiveOne(subscription));
    }
  }
}
