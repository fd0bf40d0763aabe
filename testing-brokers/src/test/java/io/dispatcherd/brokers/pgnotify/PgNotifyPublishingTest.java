package io.dispatcherd.brokers.pgnotify;

import static io.dispatcherd.brokers.pgnotify.TestBrokers.SOON;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.publish;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.randomChannel;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.receiveOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.TcpProxy;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** How messages leave, and what may happen to the connection that they leave by. */
@Tag("functional")
final class PgNotifyPublishingTest {
  private final TestPostgres postgres = TestPostgres.shared();
  private final String channel = randomChannel();
  private final PgNotifyOptions options = PgNotifyOptions.listeningOn(channel);

  private PgNotifyBroker broker;
  private Subscription subscription;

  @BeforeEach
  void subscribe() {
    broker = TestBrokers.broker(postgres, channel, options);
    subscription = broker.subscribe();
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void payloadsOf7999BytesGoUnchunkedAndLongerOnesInChunks() throws Exception {
    String fits = "{\"task\":\"" + "x".repeat(7_999 - 11) + "\"}";
    assertEquals(7_999, fits.length());
    publish(broker, channel, fits);
    assertEquals(fits, receiveOne(subscription));

    publish(broker, channel, fits + " ");
    List<Delivery> parts = Deliveries.all(subscription, SOON);
    assertEquals(2, parts.size());
    assertTrue(parts.get(0).payload().startsWith("{\"__dispatcherd_chunk__\":\"v1\""));
  }

  @Test
  void tenThousandSubmissionsUseOneConnection() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      publish(broker, randomNobody(i), "{}");
    }

    assertEquals(2, postgres.sessions(channel));
  }

  @Test
  void tenThousandSubmissionsFromConfigurationAloneConnectOnce() {
    try (TcpProxy proxy = TcpProxy.to(postgres);
        Dispatcherd dispatcherd =
            Dispatcherd.fromMap(
                Map.of(
                    "version",
                    2,
                    "brokers",
                    Map.of(
                        "pg_notify",
                        Map.of(
                            "config",
                            Map.of("conninfo", proxy.postgres().conninfo()),
                            "default_publish_channel",
                            randomNobody(0)))))) {
      for (int i = 0; i < 10_000; i++) {
        dispatcherd.task("any.task").args(i).submit();
      }

      assertEquals(1, proxy.connectionsSoFar());
    }
  }

  private static String randomNobody(int i) {
    return "nobody_" + i % 10;
  }

  @Test
  void aTerminatedConnectionIsReplacedWithinTheNextPublish() throws Exception {
    try (PgNotifyBroker publisher = TestBrokers.broker(postgres, channel + "_p", options)) {
      publish(publisher, channel, "1");
      assertEquals("1", receiveOne(subscription));
      assertEquals(1, postgres.terminate(channel + "_p"));

      publish(publisher, channel, "2");

      assertEquals("2", receiveOne(subscription));
    }
  }

  @Test
  void anOverLongOrBlankChannelIsRefusedByName() {
    String tooLong = "c".repeat(64);

    for (String name : List.of(tooLong, "\u20ac".repeat(22), "", " ")) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> broker.publishChannel(name));
      assertTrue(String.valueOf(refusal.getMessage()).contains('"' + name + '"'));
      assertThrows(IllegalArgumentException.class, () -> publish(broker, name, "{}"));
      assertThrows(
          IllegalArgumentException.class, () -> PgNotifyOptions.listeningOn(channel, name));
    }
    assertEquals("c".repeat(63), broker.publishChannel("c".repeat(63)));
  }

  @Test
  void channelsOfAnySpellingWork() throws Exception {
    String odd = "Ä \"quoted\"; -- '" + channel.substring(0, 20);
    try (PgNotifyBroker oddBroker =
            TestBrokers.broker(postgres, channel, PgNotifyOptions.listeningOn(odd));
        Subscription oddSubscription = oddBroker.subscribe()) {
      publish(broker, odd, "{}");

      assertEquals(odd, Deliveries.all(oddSubscription, SOON).get(0).channel());
    }
  }

  @Test
  void aRefusedBatchSendsNothingAndTheNextOneIsFine() throws Exception {
    assertThrows(
        BrokerException.class,
        () ->
            broker.publish(
                List.of(new Outgoing(channel, "1"), new Outgoing(channel, "nul \0 character"))));

    publish(broker, channel, "2");

    assertEquals("2", receiveOne(subscription));
  }

  @Nested
  class OnTheCallersConnection {
    @Test
    void messagesGoOutWithTheCommitAndTheConnectionIsLeftAlone() throws Exception {
      try (Connection connection = postgres.connect()) {
        connection.setAutoCommit(false);

        broker.publish(connection, List.of(new Outgoing(channel, "1"), new Outgoing(channel, "2")));

        assertEquals(List.of(), Deliveries.all(subscription, Duration.ofMillis(100)));
        assertFalse(connection.isClosed());
        connection.commit();
        assertEquals(
            List.of("1", "2"),
            Deliveries.all(subscription, SOON).stream().map(Delivery::payload).toList());
      }
    }

    @Test
    void messagesOfARolledBackTransactionAreNeverSent() throws Exception {
      try (Connection connection = postgres.connect()) {
        connection.setAutoCommit(false);
        broker.publish(connection, List.of(new Outgoing(channel, "never")));
        connection.rollback();
      }

      publish(broker, channel, "next");

      assertEquals("next", receiveOne(subscription));
    }
  }

  @Nested
  class OnConnectionsOfTheApplication {
    @Test
    void theyAreNotClosed() throws Exception {
      try (Connection publishing = postgres.connect();
          Connection listening = postgres.connect()) {
        PgNotifyBroker borrower = new PgNotifyBroker(options, () -> publishing, () -> listening);
        Subscription borrowed = borrower.subscribe();
        publish(borrower, channel, "{}");
        assertEquals("{}", receiveOne(borrowed));
        assertEquals("{}", receiveOne(subscription));

        borrower.close();

        assertTrue(publishing.isValid(5));
        assertTrue(listening.isValid(5));
        publish(broker, channel, "{}");
        assertEquals("{}", receiveOne(subscription));
        assertEquals(0, notificationsOn(listening));
      }
    }

    private int notificationsOn(Connection connection) throws SQLException {
      return connection.unwrap(PGConnection.class).getNotifications().length;
    }

    @Test
    void aFailedTransactionOnOneDoesntBreakTheNextPublish() throws Exception {
      try (Connection shared = postgres.connect();
          PgNotifyBroker borrower = new PgNotifyBroker(options, () -> shared, postgres::connect)) {
        publish(borrower, channel, "1");
        assertEquals("1", receiveOne(subscription));
        shared.setAutoCommit(false);
        fail(shared);

        publish(borrower, channel, "2");

        assertEquals("2", receiveOne(subscription));
        shared.setAutoCommit(true);
        execute(shared, "BEGIN");
        fail(shared);

        publish(borrower, channel, "3");

        assertEquals("3", receiveOne(subscription));
      }
    }

    @Test
    void aClosedOneIsReplaced() throws Exception {
      Connection first = postgres.connect();
      try (Connection second = postgres.connect()) {
        PgNotifyBroker borrower =
            new PgNotifyBroker(options, () -> first.isClosed() ? second : first, postgres::connect);
        publish(borrower, channel, "1");
        assertEquals("1", receiveOne(subscription));
        first.close();

        publish(borrower, channel, "2");

        assertEquals("2", receiveOne(subscription));
      }
    }

    @Test
    void anOpenTransactionIsLeftToWhoeverOpenedIt() throws Exception {
      try (Connection shared = postgres.connect();
          PgNotifyBroker borrower = new PgNotifyBroker(options, () -> shared, postgres::connect)) {
        shared.setAutoCommit(false);
        execute(shared, "SELECT 1");

        publish(borrower, channel, "in the transaction");

        assertEquals(List.of(), Deliveries.all(subscription, Duration.ofMillis(100)));
        shared.commit();
        assertEquals("in the transaction", receiveOne(subscription));
      }
    }

    @Test
    void thoseWithoutAutocommitStillSendAtOnce() throws Exception {
      try (Connection shared = postgres.connect();
          PgNotifyBroker borrower = new PgNotifyBroker(options, () -> shared, postgres::connect)) {
        shared.setAutoCommit(false);

        publish(borrower, channel, "at once");

        assertEquals("at once", receiveOne(subscription));
      }
    }

    private void fail(Connection connection) {
      assertThrows(SQLException.class, () -> execute(connection, "SELECT 1/0"));
    }

    private void execute(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void allBrokersOfAConnectionSaverShareOneConnection() throws Exception {
    String application = channel + "_saver";
    Map<String, String> keywords = Map.of("application_name", application);
    try (PgNotifyBroker first = TestBrokers.broker(postgres, keywords, options, true)) {
      publish(first, channel, "1");
      assertEquals("1", receiveOne(subscription));
    }
    try (PgNotifyBroker second = TestBrokers.broker(postgres, keywords, options, true)) {
      publish(second, channel, "2");
      assertEquals("2", receiveOne(subscription));

      assertEquals(1, postgres.sessions(application));

      postgres.terminate(application);
      publish(second, channel, "3");
      assertEquals("3", receiveOne(subscription));
      postgres.terminate(application);
    }
  }
}
