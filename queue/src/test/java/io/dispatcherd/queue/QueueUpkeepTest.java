package io.dispatcherd.queue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What services see to beside their jobs, and the numbers of queues. */
@Tag("functional")
class QueueUpkeepTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final QueueNodes nodes = new QueueNodes();

  @AfterEach
  void close() throws SQLException {
    nodes.close();
  }

  private PgQueueBroker quick(String node) {
    return nodes.open(
        node,
        options ->
            options
                .times(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofMillis(200))
                .keep(Duration.ofSeconds(2), Duration.ofDays(1)),
        QueueNodes.connections(TestPostgres.shared()));
  }

  private static Delivery one(Subscription subscription) throws InterruptedException {
    List<Received> received = subscription.receive(1, SOON);
    assertEquals(1, received.size(), "it came in time");
    return (Delivery) received.get(0);
  }

  private static void tell(Delivery delivery, Acknowledgement how) throws Exception {
    delivery.acknowledge(how).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private List<String> rows(String sql) throws SQLException {
    return nodes.database().rows(sql);
  }

  @Test
  void aServiceMakesPartitionsAheadAndPrunesWhatHasHadItsTime() throws Exception {
    PgQueueBroker broker = quick("one");
    Subscription subscription = nodes.subscribe(broker);
    await()
        .atMost(SOON)
        .until(() -> rows("select 1 from \"${schema}\".partitions('job')").size() >= 2);
    broker.publish(List.of(QueueNodes.task()));
    tell(one(subscription), Acknowledgement.Done.WITHOUT_RESULT);
    assertEquals(List.of("done 1"), nodes.database().states());
    await().atMost(SOON).until(() -> nodes.database().states().isEmpty());
  }

  @Test
  void aStepThatFailsStopsNoOther() throws Exception {
    Subscription first = nodes.subscribe(nodes.open("one"));
    nodes
        .database()
        .execute(
            """
            create or replace function "${schema}".make_partitions(length interval, ahead integer default 3)
            returns integer language plpgsql as 'begin raise exception ''no''; end';
            create or replace function "${schema}".prune(keep_done interval, keep_dead interval, most integer default 1000)
            returns integer language plpgsql as 'begin raise exception ''no''; end';
            """);
    PgQueueBroker broker = quick("two");
    Subscription subscription = nodes.subscribe(broker);
    assertEquals(List.of(), subscription.receive(1, Duration.ofMillis(2500)));
    broker.publish(List.of(QueueNodes.task()));
    one(first);
    nodes
        .database()
        .execute("update \"${schema}\".heartbeat set expires_at = 'epoch' where service = 1");
    tell(one(subscription), Acknowledgement.Done.WITHOUT_RESULT);
    await()
        .atMost(SOON)
        .until(() -> rows("select sum(number) from \"${schema}\".ended").equals(List.of("1")));
  }

  @Test
  void errbacksFollowAJobThatDiesWithItsServiceOnceOverAllServices() throws Exception {
    Subscription first = nodes.subscribe(nodes.open("one"));
    PgQueueBroker broker = quick("two");
    Subscription second = nodes.subscribe(broker);
    Subscription third = nodes.subscribe(quick("three"));
    broker.publish(
        List.of(
            new Outgoing(
                "default",
                "{\"task\": \"%1$s\", \"max_attempts\": 1, \"errbacks\": [{\"task\": \"%1$s\"}]}"
                    .formatted(QueueNodes.TASK))));
    one(first);
    nodes
        .database()
        .execute("update \"${schema}\".heartbeat set expires_at = 'epoch' where service = 1");
    await()
        .atMost(SOON)
        .until(() -> nodes.database().states(), List.of("dead 1", "ready 1")::equals);
    tell(one(second), Acknowledgement.Done.WITHOUT_RESULT);
    assertEquals(List.of(), third.receive(1, Duration.ofMillis(500)));
    assertEquals(List.of("dead 1", "done 1"), nodes.database().states());
    assertEquals(
        List.of("1"),
        rows("select count(*) from \"${schema}\".jobs where parent_uuid is not null"));
  }

  @Test
  void aServiceThatDeclaresATaskTakesWhatWasHeldForIt() throws Exception {
    Subscription subscription = nodes.subscribe(quick("one"));
    nodes.database().execute("select \"${schema}\".submit('app.Tasks.other')");
    assertEquals(List.of("held 1"), nodes.database().states());
    assertEquals(List.of(), subscription.receive(1, Duration.ofMillis(500)));
    PgQueueBroker able =
        nodes.open("able", options -> options, QueueNodes.connections(TestPostgres.shared()));
    tell(one(nodes.subscribe(able, "app.Tasks.other")), Acknowledgement.Done.WITHOUT_RESULT);
  }

  @Test
  void theNumbersOfAQueueSayWhatIsInIt() throws Exception {
    PgQueueBroker broker = quick("one");
    Subscription subscription = nodes.subscribe(broker);
    Outgoing later =
        new Outgoing("default", "{\"task\": \"%s\", \"delay\": 1000}".formatted(QueueNodes.TASK));
    broker.publish(List.of(QueueNodes.task(), QueueNodes.task(), QueueNodes.task(), later));
    nodes.database().execute("select \"${schema}\".submit('app.Tasks.other')");
    tell(one(subscription), Acknowledgement.Done.WITHOUT_RESULT);
    tell(
        one(subscription),
        new Acknowledgement.Failed("java.lang.Exception: no", false, Optional.empty()));
    one(subscription);
    broker.publish(List.of(QueueNodes.task(), QueueNodes.task()));
    await()
        .atMost(SOON)
        .until(() -> rows("select sum(number) from \"${schema}\".ended").equals(List.of("2")));
    assertEquals(
        List.of("default f 2 t 1 1 1 1 1 1"),
        rows(
            "select queue, paused, ready, oldest_ready > interval '0', running, scheduled, held ->>"
                + " 'undeclared', dead, ended ->> 'done', ended ->> 'dead' from"
                + " \"${schema}\".queue_counts()"));
  }

  @Test
  void theNumbersOfALargeQueueAreEstimates() throws Exception {
    nodes.subscribe(quick("one")).close();
    nodes
        .database()
        .execute(
            """
            insert into "${schema}".ready select "${schema}".name_id('default'), 0, n, 0, 0 from generate_series(1, 30000) n;
            insert into "${schema}".held select n, 'undeclared', null, null, "${schema}".name_id('default'), 0, 0, 0
              from generate_series(1, 30000) n;
            analyze "${schema}".ready;
            analyze "${schema}".held;
            """);
    assertEquals(
        List.of("t t"),
        rows(
            "select ready between 25000 and 35000, (held ->> 'undeclared')::bigint between 25000"
                + " and 35000 from \"${schema}\".queue_counts()"));
  }
}
