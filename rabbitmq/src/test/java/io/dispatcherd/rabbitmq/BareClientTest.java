package io.dispatcherd.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Rejected;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.NeedsVariable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that programs publish which know nothing of dispatcherd. */
@Tag("functional")
@NeedsVariable(value = TestRabbitMq.VARIABLE, names = TestRabbitMq.NAMES)
@SuppressWarnings("NullAway.Init") // JUnit calls open first
class BareClientTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private TestRabbitMq server;
  private RabbitMqBroker broker;
  private Subscription service;

  @BeforeEach
  void open() throws Exception {
    server = TestRabbitMq.open();
    broker = new RabbitMqBroker(server.options("work"), TestRabbitMq.server());
    broker.prepare();
    service = broker.subscribe();
  }

  @AfterEach
  void close() throws Exception {
    broker.close();
    server.close();
  }

  private void publish(String body, BasicProperties.Builder properties) throws Exception {
    try (Channel channel = server.channel()) {
      channel.confirmSelect();
      channel.basicPublish(
          server.names().tasks(),
          "work",
          true,
          properties.deliveryMode(2).build(),
          body.getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(10_000);
    }
  }

  private Delivery take() throws InterruptedException {
    return Deliveries.upTo(1, service, SOON).get(0);
  }

  private static void end(Received received) throws Exception {
    if (received instanceof Delivery delivery) {
      delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT).toCompletableFuture().get();
    }
  }

  @Test
  void aTaskIsTakenWithItsOwnUuidOrThatOfTheMessage() throws Exception {
    publish(
        "{\"task\": \"app.work\", \"args\": [1]}", new BasicProperties.Builder().messageId("m"));
    Delivery first = take();
    assertEquals("m", first.id().orElseThrow());
    assertTrue(first.payload().contains("\"uuid\": \"m\""), first.payload());
    end(first);
    publish("{\"task\": \"app.work\", \"uuid\": \"own\"}", new BasicProperties.Builder());
    Delivery second = take();
    assertEquals("own", second.id().orElseThrow());
    end(second);
  }

  @Test
  void headersAreShownAndKeptOverAttempts() throws Exception {
    publish(
        "{\"task\": \"app.work\"}",
        new BasicProperties.Builder().headers(Map.of("traceparent", "00-1-1-01")));
    Delivery first = take();
    assertEquals("00-1-1-01", first.headers().get("traceparent"));
    first
        .acknowledge(new Acknowledgement.Failed("once", true, Optional.of(Duration.ZERO)))
        .toCompletableFuture()
        .get();
    Delivery second = take();
    assertEquals(2, second.attempt());
    assertEquals("00-1-1-01", second.headers().get("traceparent"));
    assertEquals(first.id(), second.id());
    end(second);
  }

  @Test
  void itsDelayIsKept() throws Exception {
    long before = System.nanoTime();
    publish("{\"task\": \"app.work\", \"delay\": 0.5}", new BasicProperties.Builder());
    Delivery delivery = take();
    assertTrue(System.nanoTime() - before >= Duration.ofMillis(500).toNanos());
    end(delivery);
  }

  @Test
  void aRuleThatNeedsOnePlaceIsRefusedAndTheTaskIsKeptAmongTheDead() throws Exception {
    publish(
        "{\"task\": \"app.work\", \"uuid\": \"u\", \"on_duplicate\": \"serial\"}",
        new BasicProperties.Builder());
    Received received = service.receive(1, SOON).get(0);
    Rejected rejected = assertInstanceOf(Rejected.class, received);
    rejected.delivery().acknowledge(rejected.why()).toCompletableFuture().get();
    Job dead = broker.jobs().list(JobFilter.ALL.state(JobState.DEAD), 10).get(0);
    assertEquals("u", dead.uuid());
    assertTrue(dead.error().orElseThrow().contains("one place that knows all tasks"));
  }

  @Test
  void whatABareClientReadsIsTheMessageAndItsIdentity() throws Exception {
    service.close();
    broker.publish(List.of(new Outgoing("work", "{\"task\": \"app.work\", \"uuid\": \"u-1\"}")));
    try (Channel channel = server.channel()) {
      var got = channel.basicGet(server.names().queue("work"), false);
      assertEquals("u-1", got.getProps().getMessageId());
      assertEquals("application/json", got.getProps().getContentType());
      assertEquals(2, got.getProps().getDeliveryMode());
      assertTrue(new String(got.getBody(), StandardCharsets.UTF_8).contains("app.work"));
    }
  }
}
