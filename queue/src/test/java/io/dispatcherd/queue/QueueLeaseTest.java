package io.dispatcherd.queue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.testing.TcpProxy;
import io.dispatcherd.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a service does that can't reach its database, and what others may do meanwhile. */
@Tag("functional")
class QueueLeaseTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration BEAT = Duration.ofMillis(200);
  private static final Duration TTL = Duration.ofSeconds(3);

  private final QueueNodes nodes = new QueueNodes();
  private final TcpProxy proxy = TcpProxy.to(TestPostgres.shared());

  @AfterEach
  void close() throws SQLException {
    proxy.letThrough();
    nodes.close();
    proxy.close();
  }

  private static QueueOptions quick(QueueOptions options) {
    return options.times(BEAT, TTL, Duration.ofMillis(100));
  }

  private PgQueueBroker far(String node) {
    return nodes.open(node, QueueLeaseTest::quick, QueueNodes.connections(proxy.postgres()));
  }

  private PgQueueBroker near(String node) {
    return nodes.open(node, QueueLeaseTest::quick, direct());
  }

  private static ConnectionFactory direct() {
    return QueueNodes.connections(TestPostgres.shared());
  }

  private static Delivery one(Subscription subscription) throws InterruptedException {
    List<Received> received = subscription.receive(1, SOON);
    assertEquals(1, received.size(), "it came in time");
    return (Delivery) received.get(0);
  }

  private static CompletableFuture<Void> tell(Delivery delivery) {
    return delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT).toCompletableFuture();
  }

  @Test
  void whoCannotRenewInterruptsBeforeAnybodyTakesOver() throws Exception {
    Subscription far = nodes.subscribe(far("far"));
    List<Delivery> lost = new CopyOnWriteArrayList<>();
    far.onLost(lost::add);
    nodes.open("publisher").publish(List.of(QueueNodes.task()));
    Delivery first = one(far);
    // It has stood for a ttl before the other one is gone, so that it may take over at once.
    Subscription near = nodes.subscribe(near("near"));
    assertEquals(List.of(), near.receive(1, TTL.plusMillis(300)));
    proxy.freeze();
    await().atMost(TTL).until(() -> lost.contains(first));
    Instant end = first.lease().orElseThrow().until();
    assertTrue(end.isAfter(Instant.now()), "there is time left to end it");
    Delivery second = one(near);
    assertFalse(Instant.now().isBefore(end), "nobody has it before the first lease is over");
    assertEquals(2, second.attempt());
    CompletableFuture<Void> late = tell(first);
    proxy.letThrough();
    late.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(List.of("running 1"), nodes.database().states());
    tell(second).get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(
        List.of("done near"),
        nodes.database().rows("select state, node_id from \"${schema}\".jobs"));
  }

  @Test
  void anEndBehindAnExpiredLeaseThatNobodyTookOverCounts() throws Exception {
    PgQueueBroker broker = far("far");
    Subscription far = nodes.subscribe(broker);
    nodes.open("publisher").publish(List.of(QueueNodes.task(), QueueNodes.task()));
    List<Received> both = far.receive(2, SOON);
    assertEquals(2, both.size());
    List<Delivery> lost = new CopyOnWriteArrayList<>();
    far.onLost(lost::add);
    proxy.freeze();
    CompletableFuture<Void> early = tell((Delivery) both.get(0));
    await().atMost(TTL).until(() -> lost.contains((Delivery) both.get(1)));
    CompletableFuture<Void> late = tell((Delivery) both.get(1));
    // In doubt, it takes nothing.
    assertEquals(List.of(), far.receive(1, TTL));
    proxy.letThrough();
    CompletableFuture.allOf(early, late).get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(List.of("done 2"), nodes.database().states());
    nodes.open("other").publish(List.of(QueueNodes.task()));
    tell(one(far)).get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void whatWasInterruptedIsReadyAgainOnlyOnceItsLeaseIsOver() throws Exception {
    Subscription far = nodes.subscribe(far("far"));
    nodes.open("publisher").publish(List.of(QueueNodes.task()));
    Delivery first = one(far);
    List<Delivery> lost = new CopyOnWriteArrayList<>();
    far.onLost(lost::add);
    proxy.freeze();
    await().atMost(TTL).until(() -> lost.contains(first));
    Instant end = first.lease().orElseThrow().until();
    proxy.letThrough();
    Delivery again = one(far);
    assertFalse(Instant.now().isBefore(end), "the first run may have gone on until then");
    assertEquals(1, again.attempt(), "it was the service that interrupted it");
    tell(again).get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(List.of("done 1"), nodes.database().states());
  }

  @Test
  void afterAnOutageNobodyTakesOverFromServicesThatLive() throws Exception {
    Subscription one = nodes.subscribe(far("one"));
    Subscription two = nodes.subscribe(far("two"));
    nodes.open("publisher").publish(List.of(QueueNodes.task(), QueueNodes.task()));
    Delivery first = one(one);
    Delivery second = one(two);
    assertEquals(List.of(), one.receive(1, TTL));
    proxy.freeze();
    // They end while the database is away, for longer than a lease.
    CompletableFuture<Void> firstTold = tell(first);
    CompletableFuture<Void> secondTold = tell(second);
    await().atMost(SOON).until(() -> lease(1) < -1 && lease(2) < -1);
    proxy.letThrough();
    CompletableFuture.allOf(firstTold, secondTold).get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(List.of("done 2"), nodes.database().states());
  }

  /** How many seconds are left of a service's lease. */
  private double lease(int service) throws SQLException {
    return Double.parseDouble(
        nodes
            .database()
            .rows(
                "select extract(epoch from expires_at - clock_timestamp()) from"
                    + " \"${schema}\".heartbeat where service = "
                    + service)
            .get(0));
  }

  @Test
  void aDeadServicesJobsRunElsewhereAsSoonAsItsLeaseIsOver() throws Exception {
    Subscription far = nodes.subscribe(far("far"));
    nodes.open("publisher").publish(List.of(QueueNodes.task()));
    one(far);
    Subscription near = nodes.subscribe(near("near"));
    assertEquals(List.of(), near.receive(1, TTL));
    proxy.freeze();
    long start = System.nanoTime();
    tell(one(near)).get(SOON.toSeconds(), TimeUnit.SECONDS);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(TTL.plusSeconds(2)) < 0, took.toString());
  }

  @Test
  void aClaimThatTheServerLostIsInterruptedAndAnEndThatItLostComesAgain() throws Exception {
    Subscription subscription = nodes.subscribe(far("one"));
    List<Delivery> lost = new CopyOnWriteArrayList<>();
    subscription.onLost(lost::add);
    nodes.open("publisher").publish(List.of(QueueNodes.task(), QueueNodes.task()));
    Delivery first = one(subscription);
    Delivery second = one(subscription);
    tell(second).get(SOON.toSeconds(), TimeUnit.SECONDS);
    // As after a crash that has undone the claim of the first and the end of the second.
    nodes
        .database()
        .execute(
            """
            begin;
            delete from "${schema}".lease;
            delete from "${schema}".run;
            insert into "${schema}".lease (run, service, jobs, attempts, claimed_at)
            select "${schema}".next_id(), 1, array["${schema}".job_of(%s)], array[0], now();
            commit;
            """
                .formatted("'" + second.id().orElseThrow() + "'"));
    proxy.cut();
    proxy.letThrough();
    Delivery again = one(subscription);
    assertEquals(second.id(), again.id());
    await().atMost(SOON).until(() -> lost.contains(first));
    tell(again).get(SOON.toSeconds(), TimeUnit.SECONDS);
  }
}
