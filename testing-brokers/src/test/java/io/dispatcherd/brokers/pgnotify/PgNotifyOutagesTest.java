package io.dispatcherd.brokers.pgnotify;

import static io.dispatcherd.brokers.pgnotify.TestBrokers.SOON;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.checking;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.publish;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.randomChannel;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.receiveOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.connection.ListeningConnection;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.RestartablePostgres;
import io.dispatcherd.testing.TcpProxy;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Broken connections are noticed, and work goes on over new ones. */
@Timeout(120)
@Tag("functional")
final class PgNotifyOutagesTest {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration AGE = Duration.ofSeconds(1);

  private final String channel = randomChannel();

  @Test
  void aKilledListenerIsNoticedAndTheNextOneListensOnEveryChannel() throws Exception {
    TestPostgres postgres = TestPostgres.shared();
    String other = randomChannel();
    try (PgNotifyBroker broker =
        TestBrokers.broker(postgres, channel, PgNotifyOptions.listeningOn(channel, other))) {
      Subscription killed = broker.subscribe();
      assertEquals(1, postgres.terminate(channel));

      assertThrows(BrokerException.class, () -> Deliveries.all(killed, SOON));

      killed.close();
      Subscription next = broker.subscribe();
      publish(broker, channel, "1");
      assertEquals("1", receiveOne(next));
      publish(broker, other, "2");
      assertEquals("2", receiveOne(next));
    }
  }

  @Test
  void aServerThatRestartsIsUsedAgain() throws Exception {
    try (RestartablePostgres server = RestartablePostgres.start();
        PgNotifyBroker broker =
            TestBrokers.broker(
                server.connection(), channel, PgNotifyOptions.listeningOn(channel))) {
      Subscription before = broker.subscribe();
      publish(broker, channel, "1");
      assertEquals("1", receiveOne(before));

      server.stop();
      assertThrows(BrokerException.class, () -> Deliveries.all(before, SOON));
      assertThrows(BrokerException.class, () -> broker.subscribe());
      assertThrows(BrokerException.class, () -> publish(broker, channel, "lost"));
      server.restart();

      before.close();
      Subscription after = broker.subscribe();
      publish(broker, channel, "2");
      assertEquals("2", receiveOne(after));
    }
  }

  @Test
  void silentlyDroppedPacketsAreNoticedByTheSelfCheck() throws Exception {
    try (TcpProxy proxy = TcpProxy.to(TestPostgres.shared());
        PgNotifyBroker broker = throughProxy(proxy, checking(IDLE, AGE, channel))) {
      Subscription subscription = broker.subscribe();
      proxy.drop();

      assertThrows(BrokerException.class, () -> Deliveries.all(subscription, SOON));
      proxy.letThrough();
      subscription.close();
      Subscription next = broker.subscribe();
      publish(broker, channel, "{}");
      assertEquals("{}", receiveOne(next));
    }
  }

  @Test
  void packetsThatAreDroppedRightAfterListeningAreNoticedAsSoon() throws Exception {
    try (TcpProxy proxy = TcpProxy.to(TestPostgres.shared());
        PgNotifyBroker broker = throughProxy(proxy, checking(IDLE, AGE, channel))) {
      Subscription subscription = broker.subscribe();
      proxy.drop();
      long start = System.nanoTime();

      assertThrows(BrokerException.class, () -> Deliveries.all(subscription, SOON));

      assertSoon(start);
    }
  }

  @Test
  void packetsThatAreDroppedBeforeListeningAreNoticedAsSoon() throws Exception {
    try (TcpProxy proxy = TcpProxy.to(TestPostgres.shared())) {
      long start = System.nanoTime();
      ConnectionFactory losing =
          () -> {
            Connection connection = proxy.postgres().connect();
            proxy.drop();
            return connection;
          };

      Duration limit = checking(IDLE, AGE, channel).answerLimit();
      assertThrows(
          SQLException.class, () -> ListeningConnection.open(losing, List.of(channel), limit));

      assertSoon(start);
    }
  }

  @Test
  void closingDoesntHangOnAConnectionThatDropsPackets() throws Exception {
    try (TcpProxy proxy = TcpProxy.to(TestPostgres.shared())) {
      PgNotifyBroker broker = throughProxy(proxy, checking(Duration.ofSeconds(60), AGE, channel));
      broker.subscribe();
      publish(broker, channel, "{}");
      proxy.drop();
      long start = System.nanoTime();

      broker.close();

      assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(SOON) < 0);
    }
  }

  @Test
  void aServerThatIsDownAtTheStartIsAnErrorThatSaysSo() {
    Map<String, String> nowhere = Map.of("host", "127.0.0.1", "port", "1", "password", "s3cret");
    try (PgNotifyBroker broker =
        TestBrokers.broker(
            TestPostgres.shared(), nowhere, PgNotifyOptions.listeningOn(channel), false)) {
      BrokerException failure = assertThrows(BrokerException.class, () -> broker.subscribe());

      assertTrue(String.valueOf(failure.getMessage()).contains("127.0.0.1:1"));
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        assertFalse(cause.toString().contains("s3cret"));
      }
      assertThrows(BrokerException.class, () -> publish(broker, channel, "{}"));
    }
  }

  @Test
  void selfChecksAreCountedOverAllSubscriptionsAndNeverDelivered() throws Exception {
    try (PgNotifyBroker broker =
        TestBrokers.broker(TestPostgres.shared(), channel, checking(IDLE, AGE, channel))) {
      assertEquals(true, check(broker, "enabled"));
      assertEquals(0L, check(broker, "success_count"));
      for (int i = 1; i <= 2; i++) {
        try (Subscription subscription = broker.subscribe()) {
          assertEquals(List.of(), Deliveries.all(subscription, IDLE.plus(AGE)));
        }
        assertTrue(assertInstanceOf(Long.class, check(broker, "success_count")) >= i);
      }
      assertTrue(assertInstanceOf(Double.class, check(broker, "max_time_seconds")) > 0);
    }
  }

  /** Within the time of a self-check, but for what a busy machine takes in addition. */
  private static void assertSoon(long start) {
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(IDLE.plus(AGE).multipliedBy(2)) < 0, () -> "noticed after " + taken);
  }

  private static @Nullable Object check(PgNotifyBroker broker, String field) {
    Map<?, ?> check = assertInstanceOf(Map.class, broker.status().get("broker_self_check"));
    return check.get(field);
  }

  private static PgNotifyBroker throughProxy(TcpProxy proxy, PgNotifyOptions options) {
    return TestBrokers.broker(proxy.postgres(), Map.of(), options, false);
  }
}
