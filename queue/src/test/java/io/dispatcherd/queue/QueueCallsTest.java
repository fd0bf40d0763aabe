package io.dispatcherd.queue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Rejected;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.config.Secret;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.testing.TcpProxy;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How services learn that there is something to do, without looking all the time. */
@Tag("functional")
class QueueCallsTest {
  /** Far below the poll interval of a minute. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final QueueNodes nodes = new QueueNodes();

  @AfterEach
  void close() throws SQLException {
    nodes.close();
  }

  private static Delivery one(Subscription subscription) throws InterruptedException {
    List<Received> received = subscription.receive(1, SOON);
    assertEquals(1, received.size(), "it came in time");
    return (Delivery) received.get(0);
  }

  /** Waits until it has looked at the empty queue, so that only a call brings the next look. */
  private Subscription idle(PgQueueBroker broker) throws InterruptedException {
    Subscription subscription = nodes.subscribe(broker);
    assertEquals(List.of(), subscription.receive(1, Duration.ofMillis(300)));
    return subscription;
  }

  private static void done(Delivery delivery) throws Exception {
    delivery
        .acknowledge(Acknowledgement.Done.WITHOUT_RESULT)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void anIdleServiceIsCalledAfterASubmission() throws Exception {
    Subscription subscription = idle(nodes.open("one"));
    PgQueueBroker publisher = nodes.open("publisher");
    for (int i = 0; i < 10; i++) {
      publisher.publish(List.of(QueueNodes.task()));
      done(one(subscription));
      assertEquals(List.of(), subscription.receive(1, Duration.ofMillis(60)));
    }
  }

  @Test
  void submissionsInTheCallersTransactionAndBySqlCallTheServiceWhenTheyCommit() throws Exception {
    Subscription subscription = idle(nodes.open("one"));
    PgQueueBroker publisher = nodes.open("publisher");
    Connection connection = nodes.database().connect();
    connection.setAutoCommit(false);
    publisher.publish(connection, List.of(QueueNodes.task()));
    assertEquals(List.of(), subscription.receive(1, Duration.ofMillis(200)));
    connection.commit();
    done(one(subscription));
    nodes
        .database()
        .execute("select \"${schema}\".submit('" + QueueNodes.TASK + "', args => '[1]')");
    done(one(subscription));
  }

  @Test
  void severalSubmissionsAtOnceAllStart() throws Exception {
    Subscription subscription = idle(nodes.open("one"));
    Connection publisher = nodes.database().connect();
    try (Statement statement = publisher.createStatement()) {
      for (int i = 0; i < 300; i++) {
        statement.execute(
            nodes.database().schema().in("select \"${schema}\".submit('" + QueueNodes.TASK + "')"));
      }
    }
    int received = 0;
    while (received < 300) {
      List<Received> some = subscription.receive(100, SOON);
      assertFalse(some.isEmpty(), "after " + received);
      received += some.size();
    }
  }

  @Test
  void aDelayedJobStartsAtItsTimeThoughTheServiceLooksSeldom() throws Exception {
    Subscription subscription = idle(nodes.open("one"));
    nodes
        .open("publisher")
        .publish(
            List.of(
                new Outgoing(
                    "default", "{\"task\": \"%s\", \"delay\": 0.7}".formatted(QueueNodes.TASK))));
    long start = System.nanoTime();
    done(one(subscription));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(Duration.ofMillis(650)) > 0, took.toString());
    assertTrue(took.compareTo(Duration.ofMillis(1700)) < 0, took.toString());
  }

  @Test
  void withoutListeningTheServiceLooksByItself() throws Exception {
    PgQueueBroker broker =
        nodes.open(
            "one",
            options ->
                options
                    .listening(false)
                    .times(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(100)),
            QueueNodes.connections(TestPostgres.shared()));
    Subscription subscription = idle(broker);
    nodes.open("publisher").publish(List.of(QueueNodes.task()));
    done(one(subscription));
    String refused =
        String.valueOf(assertThrows(BrokerException.class, broker::converse).getMessage());
    assertTrue(refused.contains("commands need listening"), refused);
  }

  @Test
  void aListeningConnectionThatIsCutOrGoesSilentIsReplaced() throws Exception {
    try (TcpProxy proxy = TcpProxy.to(TestPostgres.shared())) {
      TestPostgres through = proxy.postgres();
      PgQueueBroker broker = nodes.open("one", options -> options, QueueNodes.connections(through));
      Subscription subscription = idle(broker);
      proxy.drop();
      nodes.open("publisher").publish(List.of(QueueNodes.task()));
      assertEquals(List.of(), subscription.receive(0, Duration.ofMillis(500)));
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> Boolean.FALSE.equals(broker.status().get("listening")));
      proxy.letThrough();
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> Boolean.TRUE.equals(broker.status().get("listening")));
    }
  }

  @Test
  void aCommandReachesEveryServiceOfTheSchemaAndIsAnswered() throws Exception {
    Subscription one = idle(nodes.open("one"));
    Subscription two = idle(nodes.open("two"));
    PgQueueBroker client = nodes.open("client");
    try (Conversation conversation = client.converse()) {
      conversation.send(
          new Outgoing(
              client.publishChannel(null),
              "{\"control\": \"alive\", \"reply_to\": \"" + conversation.replyTo() + "\"}"));
      for (Subscription each : List.of(one, two)) {
        Delivery command = (Delivery) each.receive(0, SOON).get(0);
        assertFalse(command.isKept());
        assertTrue(command.payload().contains("alive"), command.payload());
        command.reply(conversation.replyTo(), "{\"node\": \"" + "x".repeat(20_000) + "\"}");
      }
      List<String> replies = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(
              () -> {
                replies.addAll(conversation.receive(Duration.ofMillis(100)));
                return replies.size() >= 6;
              });
    }
  }

  @Test
  void aCommandWithoutReplyAndATaskMayGoOutTogether() throws Exception {
    Subscription one = idle(nodes.open("one"));
    nodes
        .open("client")
        .publish(List.of(new Outgoing("default", "{\"control\": \"alive\"}"), QueueNodes.task()));
    List<Received> received = new ArrayList<>();
    await().atMost(SOON).until(() -> received.addAll(one.receive(5, SOON)) && received.size() == 2);
  }

  @Test
  void whoeverRunsAJobIsToldThatItIsCancelled() throws Exception {
    Subscription subscription = nodes.subscribe(nodes.open("one"));
    List<Delivery> cancelled = new CopyOnWriteArrayList<>();
    subscription.onCancel(cancelled::add);
    nodes.open("publisher").publish(List.of(QueueNodes.task()));
    Delivery delivery = one(subscription);
    assertEquals(
        List.of("t"),
        nodes
            .database()
            .rows("select \"${schema}\".cancel('" + delivery.id().orElseThrow() + "')"));
    assertEquals(List.of(), subscription.receive(0, Duration.ofMillis(700)));
    assertEquals(List.of(delivery), cancelled);
    // It failed on its way out: nobody wants it to run again.
    delivery
        .acknowledge(new Acknowledgement.Failed("java.lang.InterruptedException: no"))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    assertEquals(List.of("cancelled 1"), nodes.database().states());
  }

  @Test
  void aCancelledJobWhoseServiceDiesDoesNotRunAgain() throws Exception {
    Subscription subscription = nodes.subscribe(nodes.open("one"));
    nodes.open("publisher").publish(List.of(QueueNodes.task()));
    Delivery delivery = one(subscription);
    nodes.database().execute("select \"${schema}\".cancel('" + delivery.id().orElseThrow() + "')");
    nodes.database().execute("select \"${schema}\".leave(1)");
    assertEquals(List.of("cancelled 1"), nodes.database().states());
  }

  @Test
  void aPausedQueueStartsNothingAndAResumedOneAtOnce() throws Exception {
    Subscription subscription = idle(nodes.open("one"));
    nodes.database().execute("select \"${schema}\".pause('default')");
    nodes.open("publisher").publish(List.of(QueueNodes.task()));
    assertEquals(List.of(), subscription.receive(1, Duration.ofMillis(300)));
    nodes.database().execute("select \"${schema}\".pause('default', false)");
    done(one(subscription));
  }

  @Test
  void aKeptSignatureIsCheckedAndWhatIsUnsignedIsRefused() throws Exception {
    SigningSettings settings =
        new SigningSettings(
            Map.of("k1", Secret.of("a key that all of them know, and no other")),
            "k1",
            Duration.ofSeconds(1),
            true,
            1000);
    PgQueueBroker broker =
        nodes.open(
            "one",
            options -> options,
            QueueNodes.connections(TestPostgres.shared()),
            Signing.of("pg_queue", Optional.of(settings)));
    Subscription subscription = idle(broker);
    broker.publish(List.of(QueueNodes.task()));
    assertEquals(List.of(), subscription.receive(0, Duration.ofMillis(1200)), "it grows old");
    Delivery signed = one(subscription);
    assertFalse(signed.payload().contains("__dispatcherd_signature__"), signed.payload());
    done(signed);
    nodes.database().execute("select \"${schema}\".submit('" + QueueNodes.TASK + "')");
    Rejected refused = (Rejected) subscription.receive(1, SOON).get(0);
    refused.delivery().acknowledge(refused.why()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertEquals(List.of("dead 1", "done 1"), nodes.database().states());
  }

  @Test
  void anIdleServiceAsksLittle() throws Exception {
    AtomicInteger statements = new AtomicInteger();
    PgQueueBroker broker =
        nodes.open(
            "one",
            options ->
                options.times(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(1)),
            QueueNodes.counting(TestPostgres.shared(), statements));
    Subscription subscription = idle(broker);
    subscription.receive(5, Duration.ofSeconds(2));
    statements.set(0);
    assertEquals(List.of(), subscription.receive(5, Duration.ofSeconds(5)));
    assertTrue(statements.get() <= 10, statements.get() + " statements in 5 s");
  }
}
