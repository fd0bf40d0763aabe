package io.dispatcherd.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.JobTimeoutException;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.tasks.TaskRequest;
import io.dispatcherd.testing.Deliveries;
import io.dispatcherd.testing.NeedsVariable;
import io.dispatcherd.testing.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("functional")
@NeedsVariable(value = TestRabbitMq.VARIABLE, names = TestRabbitMq.NAMES)
@SuppressWarnings("NullAway.Init") // JUnit calls open first
class ResultsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private TestRabbitMq server;
  private TcpProxy network;
  private RabbitMqBroker broker;
  private RabbitMqBroker worker;

  @BeforeEach
  void open() throws Exception {
    server = TestRabbitMq.open();
    network = TcpProxy.to(TestRabbitMq.address());
    broker =
        new RabbitMqBroker(
            server.options("work").results(true),
            TestRabbitMq.server().at(new Endpoint("127.0.0.1", network.port())));
    worker = new RabbitMqBroker(server.options("work"), TestRabbitMq.server());
    worker.prepare();
  }

  @AfterEach
  void close() throws Exception {
    broker.close();
    worker.close();
    network.close();
    server.close();
  }

  private static Submission submit(RabbitMqBroker over) {
    TaskMessage message =
        TaskMessage.of(Map.of("task", "app.work", "uuid", UUID.randomUUID().toString()));
    return Dispatcherd.over(over).submit(new TaskRequest(message, Optional.of("work")));
  }

  private void end(int count, Acknowledgement how) throws Exception {
    try (Subscription service = worker.subscribe()) {
      for (int i = 0; i < count; i++) {
        take(service, how);
      }
    }
  }

  private static void take(Subscription service, Acknowledgement how) throws Exception {
    Delivery delivery = Deliveries.upTo(1, service, SOON).get(0);
    delivery.acknowledge(how).toCompletableFuture().get();
  }

  @Test
  void whoSubmitsCanWaitForTheResult() throws Exception {
    Submission first = submit(broker);
    Submission second = submit(broker);
    end(2, new Acknowledgement.Done(Map.of("sum", 3)));
    Job job = first.await(SOON);
    assertEquals(JobState.DONE, job.state());
    assertEquals(Map.of("sum", 3), job.result(Map.class).orElseThrow());
    assertEquals("app.work", job.task());
    assertEquals("work", job.queue());
    assertEquals(first.uuid(), first.await(SOON).uuid());
    assertEquals(JobState.DONE, second.await(SOON).state());
  }

  @Test
  void whoSubmitsLearnsOfFailureForGoodAndOfNoAttemptBefore() throws Exception {
    Submission submission = submit(broker);
    try (Subscription service = worker.subscribe()) {
      take(service, new Acknowledgement.Failed("it broke", true, Optional.of(Duration.ZERO)));
      assertThrows(JobTimeoutException.class, () -> submission.await(Duration.ofMillis(200)));
      take(service, new Acknowledgement.Failed("it broke again", false, Optional.empty()));
    }
    Job job = submission.await(SOON);
    assertEquals(JobState.DEAD, job.state());
    assertEquals("it broke again", job.error().orElseThrow());
    assertEquals(2, job.attempts());
  }

  @Test
  void nothingIsMissedThatEndsWhileTheConnectionIsBroken() throws Exception {
    Submission submission = submit(broker);
    network.cut();
    end(1, new Acknowledgement.Done("there"));
    assertThrows(JobTimeoutException.class, () -> submission.await(Duration.ofMillis(200)));
    network.letThrough();
    assertEquals("there", submission.await(SOON).result(String.class).orElseThrow());
  }

  @Test
  void aLargeResultIsLeftOutAndTheRestIsTold() throws Exception {
    worker.close();
    worker =
        new RabbitMqBroker(server.options("work").maxMessageBytes(2_000), TestRabbitMq.server());
    Submission submission = submit(broker);
    end(1, new Acknowledgement.Done("x".repeat(3_000)));
    Job job = submission.await(SOON);
    assertEquals(JobState.DONE, job.state());
    assertTrue(job.resultJson().isEmpty());
  }

  @Test
  void withoutTheOptionWaitingIsRefusedInWords() {
    Submission submission = submit(worker);
    Exception refused =
        assertThrows(UnsupportedOperationException.class, () -> submission.await(SOON));
    assertTrue(String.valueOf(refused.getMessage()).contains("results: true"));
  }

  @Test
  void aBareClientThatAsksForAReplyGetsTheResult() throws Exception {
    BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    try (Channel channel = server.channel()) {
      channel.basicConsume(
          "amq.rabbitmq.reply-to",
          true,
          (tag, delivery) ->
              replies.add(
                  delivery.getProperties().getCorrelationId()
                      + new String(delivery.getBody(), StandardCharsets.UTF_8)),
          tag -> {});
      channel.basicPublish(
          server.names().tasks(),
          "work",
          true,
          new BasicProperties.Builder()
              .deliveryMode(2)
              .messageId("mine")
              .replyTo("amq.rabbitmq.reply-to")
              .build(),
          "{\"task\": \"app.work\"}".getBytes(StandardCharsets.UTF_8));
      end(1, new Acknowledgement.Done(List.of(1, 2)));
      String reply = String.valueOf(replies.poll(SOON.toSeconds(), TimeUnit.SECONDS));
      assertTrue(reply.startsWith("mine"), reply);
      assertTrue(reply.contains("\"result\": [1, 2]") || reply.contains("\"result\":[1,2]"), reply);
    }
  }
}
