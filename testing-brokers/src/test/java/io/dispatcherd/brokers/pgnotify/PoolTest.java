package io.dispatcherd.brokers.pgnotify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.testing.TestPostgres;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Publishing on connections of an application's pool. */
@Tag("functional")
class PoolTest {
  private final String channel = TestBrokers.randomChannel();
  private final AtomicInteger borrowed = new AtomicInteger();
  private final AtomicInteger lent = new AtomicInteger();
  private final Connection only;
  private boolean managed;

  PoolTest() throws SQLException {
    only = TestPostgres.shared().connect();
  }

  @AfterEach
  void close() throws SQLException {
    only.close();
  }

  /** A pool of one connection, which is only given back by a wrapper that is closed. */
  private Connection borrow() {
    borrowed.incrementAndGet();
    lent.incrementAndGet();
    return (Connection)
        Proxy.newProxyInstance(
            PoolTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("close")) {
                lent.decrementAndGet();
                if (!managed && !only.getAutoCommit()) {
                  only.rollback();
                }
                return null;
              }
              return method.invoke(only, args);
            });
  }

  private DataSource pool() {
    return (DataSource)
        Proxy.newProxyInstance(
            PoolTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> borrow());
  }

  private PgNotifyBroker broker(ConnectionFactory publishing) {
    return new PgNotifyBroker(
        PgNotifyOptions.listeningOn(channel), publishing, () -> TestPostgres.shared().connect());
  }

  @Test
  void aConnectionIsBorrowedForEachPublicationAndGivenBack() throws Exception {
    try (PgNotifyBroker broker = broker(ConnectionFactory.of(pool()));
        Subscription subscription = broker.subscribe()) {
      for (int i = 1; i <= 3; i++) {
        TestBrokers.publish(broker, channel, "{}");
        assertEquals("{}", TestBrokers.receiveOne(subscription));
        assertEquals(0, lent.get());
        assertEquals(i, borrowed.get());
      }
    }
  }

  @Test
  void withoutAutocommitTheBrokerCommits() throws Exception {
    only.setAutoCommit(false);
    try (PgNotifyBroker broker = broker(ConnectionFactory.of(pool()));
        Subscription subscription = broker.subscribe()) {
      TestBrokers.publish(broker, channel, "{}");

      assertEquals("{}", TestBrokers.receiveOne(subscription));
    }
  }

  @Test
  void inATransactionOfSomebodyElsesItGoesOutWhenThatCommits() throws Exception {
    managed = true;
    only.setAutoCommit(false);
    try (PgNotifyBroker broker = broker(ConnectionFactory.ofManaged(pool()));
        Subscription subscription = broker.subscribe()) {
      TestBrokers.publish(broker, channel, "{\"rolled\":\"back\"}");
      only.rollback();
      TestBrokers.publish(broker, channel, "{}");
      only.commit();

      assertEquals("{}", TestBrokers.receiveOne(subscription));
    }
  }

  @Test
  void aPoolIsNoPlaceToListen() {
    ConnectionFactory pool = ConnectionFactory.of(pool());

    assertThrows(
        IllegalArgumentException.class,
        () -> new PgNotifyBroker(PgNotifyOptions.listeningOn(channel), pool, pool));
  }
}
