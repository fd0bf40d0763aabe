package io.dispatcherd.queue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The queue as a broker: what goes in comes out, until its end is told. */
@Tag("functional")
class PgQueueBrokerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TASK = "app.Tasks.work";

  private QueueDatabase database = QueueDatabase.empty();
  private final List<PgQueueBroker> brokers = new ArrayList<>();
  private final Map<PgQueueBroker, String> nodes = new HashMap<>();

  @BeforeEach
  void open() {
    database = QueueDatabase.empty();
  }

  @AfterEach
  void close() throws SQLException {
    brokers.forEach(PgQueueBroker::close);
    database.close();
  }

  private PgQueueBroker broker(String node) {
    return broker(node, Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  private PgQueueBroker broker(String node, Duration heartbeat, Duration ttl) {
    QueueOptions options =
        QueueOptions.defaults()
            .schema(database.schema())
            .queues(Map.of("default", 1, "other", 2))
            .times(heartbeat, ttl, Duration.ofMillis(200));
    PgQueueBroker broker = new PgQueueBroker(options, connections());
    brokers.add(broker);
    nodes.put(broker, node);
    return broker;
  }

  /** As a service that can run the task. */
  private Subscription subscribe(PgQueueBroker broker) {
    return broker.subscribe(
        new Subscriber(
            nodes.getOrDefault(broker, ""), List.of(new DeclaredTask(TASK, List.of(), Map.of()))));
  }

  static ConnectionFactory connections() {
    return new ConnectionFactory() {
      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
      }

      @Override
      public void release(Connection connection) throws SQLException {
        connection.close();
      }

      @Override
      public void abort(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
      }
    };
  }

  private static Outgoing task(String fields) {
    return new Outgoing("default", "{\"task\": \"" + TASK + "\"" + fields + "}");
  }

  private static List<Delivery> receive(Subscription subscription, int most) throws Exception {
    List<Received> received = subscription.receive(most, SOON);
    return received.stream().map(Delivery.class::cast).toList();
  }

  private static void acknowledge(Delivery delivery, Acknowledgement how) throws Exception {
    delivery.acknowledge(how).toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static Acknowledgement failed(Duration pause) {
    return new Acknowledgement.Failed("java.lang.Exception: no", true, Optional.of(pause));
  }

  @Test
  void whatIsPublishedIsReceivedAndKeptUntilItIsDone() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task(", \"args\": [\"é漢\"]")));
    Delivery delivery = receive(subscription, 10).get(0);
    assertTrue(delivery.payload().contains("é漢"), delivery.payload());
    assertEquals("default", delivery.channel());
    assertEquals(1, delivery.attempt());
    assertTrue(delivery.submittedAt().isPresent());
    assertTrue(delivery.payload().contains("\"uuid\": \"" + delivery.id().orElseThrow() + "\""));
    assertEquals(List.of("running 1"), database.states());
    acknowledge(delivery, new Acknowledgement.Done(List.of(7)));
    assertEquals(
        List.of("done [7] one"),
        database.rows("select state, result, node_id from \"${schema}\".jobs"));
  }

  @Test
  void onlyAUuidThatTheCallerHasChosenIsAnIdentity() throws Exception {
    PgQueueBroker broker = broker("one");
    String payload = task(", \"uuid\": \"mine\"").payload();
    Outgoing chosen = new Outgoing("default", payload, Optional.empty(), true);
    broker.publish(List.of(chosen, chosen));
    assertEquals(1, database.rows("select uuid from \"${schema}\".jobs").size());
    String made = task(", \"uuid\": \"made\"").payload();
    broker.publish(List.of(new Outgoing("default", made), new Outgoing("default", made)));
    assertEquals(
        List.of("made", "made", "mine"),
        database.rows("select uuid from \"${schema}\".jobs order by uuid"));
  }

  @Test
  void noMoreIsHandedOverThanIsAskedFor() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task(""), task(""), task("")));
    assertEquals(List.of(), subscription.receive(0, Duration.ofMillis(1)));
    assertEquals(2, receive(subscription, 2).size());
    assertEquals(1, receive(subscription, 2).size());
  }

  @Test
  void twoServicesShareTheWork() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription one = subscribe(broker);
    Subscription two = subscribe(broker("two"));
    List<Outgoing> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tasks.add(task(""));
    }
    broker.publish(tasks);
    Set<String> uuids = new HashSet<>();
    int received = 0;
    for (int round = 0; round < 10; round++) {
      for (Delivery delivery : receive(round % 2 == 0 ? one : two, 5)) {
        received++;
        uuids.add(delivery.id().orElseThrow());
        acknowledge(delivery, Acknowledgement.Done.WITHOUT_RESULT);
      }
    }
    assertEquals(50, received);
    assertEquals(50, uuids.size());
    assertEquals(List.of("done 50"), database.states());
  }

  @Test
  void aFailureComesAgainAsTheNextAttempt() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task("")));
    acknowledge(receive(subscription, 1).get(0), failed(Duration.ofMillis(10)));
    Delivery again = receive(subscription, 1).get(0);
    assertEquals(2, again.attempt());
    acknowledge(
        again, new Acknowledgement.Failed("java.lang.Exception: no", false, Optional.empty()));
    assertEquals(
        List.of("dead 2 java.lang.Exception: no"),
        database.rows("select state, attempt, error from \"${schema}\".jobs"));
  }

  @Test
  void thePausesOfTheMessageGoBeforeThoseOfTheBroker() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task(", \"backoff\": [4000, 4000.5]")));
    acknowledge(
        receive(subscription, 1).get(0),
        new Acknowledgement.Failed("java.lang.Exception: no", true, Optional.empty()));
    assertEquals(
        List.of("t"),
        database.rows(
            "select run_at - now() between interval '2900 s' and interval '4001 s'"
                + " from \"${schema}\".later"));
  }

  @Test
  void whatFollowsGoesToTheQueueThatItDeclaresOrElseToThatOfItsParent() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription =
        broker.subscribe(
            new Subscriber(
                "one",
                List.of(
                    new DeclaredTask(TASK, List.of(), Map.of()),
                    new DeclaredTask("app.Tasks.mail", List.of(), Map.of("queue", "mails")))));
    broker.publish(
        List.of(
            new Outgoing(
                "other",
                "{\"task\": \"%s\", \"callbacks\": [{\"task\": \"app.Tasks.mail\"}, {\"task\": \"%s\"}]}"
                    .formatted(TASK, TASK))));
    acknowledge(receive(subscription, 1).get(0), Acknowledgement.Done.WITHOUT_RESULT);
    assertEquals(
        List.of("app.Tasks.mail mails", TASK + " other"),
        database.rows(
            "select task, queue from \"${schema}\".job where parent is not null order by id"));
  }

  @Test
  void theLastAttemptThatFailsLeavesItDead() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task(", \"max_attempts\": 2")));
    acknowledge(receive(subscription, 1).get(0), failed(Duration.ofMillis(10)));
    acknowledge(receive(subscription, 1).get(0), failed(Duration.ofMillis(10)));
    assertEquals(List.of("dead 1"), database.states());
  }

  @Test
  void anOrderlyStopCostsNoAttempt() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task(""), task("")));
    List<Delivery> deliveries = receive(subscription, 2);
    subscription.pause();
    assertEquals(List.of(), subscription.receive(5, Duration.ofMillis(1)));
    for (Delivery delivery : deliveries) {
      acknowledge(delivery, Acknowledgement.Released.AT_ONCE);
    }
    subscription.close();
    Subscription next = subscribe(broker("two"));
    List<Delivery> again = receive(next, 2);
    assertEquals(2, again.size());
    assertTrue(again.stream().allMatch(delivery -> delivery.attempt() == 1));
  }

  @Test
  void whatADeadServiceHadRunsElsewhereAndItsOwnEndIsRefused() throws Exception {
    PgQueueBroker dead = broker("dead");
    Subscription lost = subscribe(dead);
    dead.publish(List.of(task("")));
    Delivery first = receive(lost, 1).get(0);
    Subscription living =
        subscribe(broker("living", Duration.ofMillis(100), Duration.ofMillis(500)));
    database.execute("update \"${schema}\".heartbeat set expires_at = 'epoch' where service = 1");
    Delivery second = receive(living, 1).get(0);
    assertEquals(2, second.attempt());
    acknowledge(first, Acknowledgement.Done.WITHOUT_RESULT);
    assertEquals(List.of("running 1"), database.states());
    acknowledge(second, Acknowledgement.Done.WITHOUT_RESULT);
    assertEquals(
        List.of("done living"), database.rows("select state, node_id from \"${schema}\".jobs"));
  }

  @Test
  void aServiceWhoseLeaseWasTakenLearnsWhatItHasLost() throws Exception {
    PgQueueBroker broker = broker("one", Duration.ofMillis(100), Duration.ofSeconds(15));
    Subscription subscription = subscribe(broker);
    List<Delivery> lost = new java.util.concurrent.CopyOnWriteArrayList<>();
    subscription.onLost(lost::add);
    broker.publish(List.of(task("")));
    Delivery delivery = receive(subscription, 1).get(0);
    database.execute("select \"${schema}\".leave(1)");
    await().atMost(SOON).until(() -> lost.contains(delivery));
    Delivery again = receive(subscription, 1).get(0);
    acknowledge(again, Acknowledgement.Done.WITHOUT_RESULT);
    assertEquals(List.of("done 1"), database.states());
  }

  @Test
  void connectionsThatAreCutOffCostNoResult() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task("")));
    Delivery delivery = receive(subscription, 1).get(0);
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and"
            + " query like '%"
            + database.schema()
            + "%'");
    acknowledge(delivery, Acknowledgement.Done.WITHOUT_RESULT);
    assertEquals(List.of("done 1"), database.states());
    broker.publish(List.of(task("")));
    assertEquals(1, receive(subscription, 1).size());
  }

  @Test
  void publishingOnTheCallersConnectionIsPartOfItsTransaction() throws Exception {
    PgQueueBroker broker = broker("one");
    subscribe(broker);
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    broker.publish(connection, List.of(task("")));
    connection.rollback();
    assertEquals(List.of(), database.states());
    broker.publish(connection, List.of(task("")));
    connection.commit();
    assertEquals(List.of("ready 1"), database.states());
  }

  @Test
  void aReadOnlyTransactionIsRefusedInWords() throws Exception {
    PgQueueBroker broker = broker("one");
    subscribe(broker);
    Connection connection = database.connect();
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    BrokerException refused =
        assertThrows(BrokerException.class, () -> broker.publish(connection, List.of(task(""))));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("can't submit in a read-only transaction"),
        refused.toString());
  }

  @Test
  void aDelayedTaskComesWithinASecondOfItsTime() throws Exception {
    PgQueueBroker broker = broker("one");
    Subscription subscription = subscribe(broker);
    broker.publish(List.of(task(", \"delay\": 0.5")));
    assertEquals(List.of("scheduled 1"), database.states());
    assertEquals(1, receive(subscription, 1).size());
  }

  @Test
  void whatIsNoTaskIsRefused() {
    PgQueueBroker broker = broker("one");
    assertThrows(
        BrokerException.class,
        () -> broker.publish(List.of(new Outgoing("default", "{\"tusk\": \"alive\"}"))));
  }
}
