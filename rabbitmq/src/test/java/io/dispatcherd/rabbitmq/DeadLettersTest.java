package io.dispatcherd.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Json;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.NeedsVariable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("functional")
@NeedsVariable(value = TestRabbitMq.VARIABLE, names = TestRabbitMq.NAMES)
@SuppressWarnings("NullAway.Init") // JUnit calls open first
class DeadLettersTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final JobFilter DEAD = JobFilter.ALL.state(JobState.DEAD);

  private TestRabbitMq server;
  private RabbitMqBroker broker;

  @BeforeEach
  void open() throws Exception {
    server = TestRabbitMq.open();
    broker = new RabbitMqBroker(server.options("work"), TestRabbitMq.server());
    broker.prepare();
  }

  @AfterEach
  void close() throws Exception {
    broker.close();
    server.close();
  }

  private void submit(String uuid, String key) {
    String message =
        Json.write(Map.of("task", "app.work", "uuid", uuid, "key", key, "args", List.of("secret")));
    broker.publish(List.of(new Outgoing("work", message, Optional.empty(), true)));
  }

  /** Has a service take what waits, and fail for good. */
  private void fail(int count) throws Exception {
    try (Subscription service = broker.subscribe()) {
      for (int failed = 0; failed < count; failed++) {
        Delivery delivery = take(service);
        delivery
            .acknowledge(new Acknowledgement.Failed("IOException: full", false, Optional.empty()))
            .toCompletableFuture()
            .get();
      }
    }
  }

  private static Delivery take(Subscription service) throws InterruptedException {
    return Deliveries.upTo(1, service, SOON).get(0);
  }

  private List<String> dead(JobFilter filter) {
    return broker.jobs().list(filter, 100).stream().map(Job::uuid).toList();
  }

  @Test
  void deadTasksAreListedTheLatestFirstHoweverOftenOneLooks() throws Exception {
    submit("one", "blue");
    submit("two", "red");
    fail(2);
    assertEquals(List.of("two", "one"), dead(DEAD));
    assertEquals(List.of("two", "one"), dead(DEAD.queue("work").task("app.work")));
    assertEquals(List.of("one"), dead(DEAD.key("blue")));
    assertEquals(1, broker.jobs().list(DEAD, 1).size());
    assertEquals(2, broker.jobs().count(DEAD, 10));
    Job job = broker.jobs().find("one").orElseThrow();
    assertEquals("IOException: full", job.error().orElseThrow());
    assertEquals(JobState.DEAD, job.state());
    assertEquals(1, job.attempts());
    assertTrue(broker.jobs().message("one").orElseThrow().contains("secret"));
    assertEquals("failed", broker.jobs().runs("one").get(0).outcome());
    assertTrue(broker.jobs().find("three").isEmpty());
  }

  @Test
  void aRetriedTaskComesAgainAsTheFirstAttempt() throws Exception {
    submit("one", "blue");
    submit("two", "red");
    fail(2);
    assertTrue(broker.jobs().retry("one"));
    assertFalse(broker.jobs().retry("one"));
    assertEquals(List.of("two"), dead(DEAD));
    try (Subscription service = broker.subscribe()) {
      Delivery again = take(service);
      assertEquals("one", again.id().orElseThrow());
      assertEquals(1, again.attempt());
      again.acknowledge(Acknowledgement.Done.WITHOUT_RESULT).toCompletableFuture().get();
    }
    assertEquals(1, broker.jobs().retry(DEAD));
    assertEquals(List.of(), dead(DEAD));
  }

  @Test
  void deadTasksAreDeletedOneOrAllThatMatch() throws Exception {
    submit("one", "blue");
    submit("two", "red");
    submit("three", "red");
    fail(3);
    assertTrue(broker.jobs().delete("one"));
    assertFalse(broker.jobs().delete("one"));
    assertEquals(2, broker.jobs().purge("red").deleted());
    assertEquals(0, broker.jobs().count(DEAD, 10));
  }

  @Test
  void thoseWhoLookAtOnceAllSeeAll() throws Exception {
    submit("one", "blue");
    submit("two", "red");
    fail(2);
    try (RabbitMqBroker other = new RabbitMqBroker(server.options("work"), TestRabbitMq.server())) {
      Callable<Integer> look = () -> dead(DEAD).size();
      Callable<Integer> otherLook = () -> other.jobs().list(DEAD, 10).size();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        for (Future<Integer> each :
            threads.invokeAll(List.of(look, otherLook, look, otherLook, look, otherLook))) {
          assertEquals(2, each.get());
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void queuesSayHowMuchWaitsAndHowMuchIsDead() throws Exception {
    submit("one", "blue");
    fail(1);
    submit("two", "red");
    submit("three", "red");
    List<QueueStatus> all = broker.queues().list();
    assertEquals(2, ready(all, "work"));
    assertEquals(
        1,
        all.stream()
            .filter(queue -> queue.name().equals(server.names().dead()))
            .mapToLong(QueueStatus::dead)
            .sum());
  }

  private static long ready(List<QueueStatus> all, String queue) {
    return all.stream()
        .filter(each -> each.name().equals(queue))
        .mapToLong(QueueStatus::ready)
        .sum();
  }

  @Test
  void whatRabbitMqCantShowIsRefusedInWords() {
    Exception refused =
        assertThrows(
            UnsupportedOperationException.class, () -> broker.jobs().list(JobFilter.ALL, 10));
    assertTrue(String.valueOf(refused.getMessage()).contains("only dead tasks"));
    assertThrows(UnsupportedOperationException.class, () -> broker.jobs().cancel(DEAD));
    assertThrows(UnsupportedOperationException.class, () -> broker.queues().pause("work"));
    assertFalse(broker.jobs().cancel("one"));
  }

  @Test
  void thousandsAreReadAndTwoThousandUnreadableOnesHarmNothing() throws Exception {
    try (Channel channel = server.channel()) {
      channel.confirmSelect();
      for (int i = 0; i < 2_000; i++) {
        channel.basicPublish(
            "",
            server.names().dead(),
            new BasicProperties.Builder().deliveryMode(2).messageId("other-" + i).build(),
            "no JSON".getBytes(StandardCharsets.UTF_8));
      }
      channel.waitForConfirmsOrDie(20_000);
    }
    assertEquals(2_000, broker.jobs().count(DEAD, 10_000));
    assertEquals(50, broker.jobs().list(DEAD, 50).size());
    assertThrows(IllegalArgumentException.class, () -> broker.jobs().retry("other-1"));
    assertEquals(2_000, broker.jobs().delete(DEAD));
  }
}
