package io.dispatcherd.benchmarks.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.config.Secret;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Json;
import io.dispatcherd.rabbitmq.RabbitMqBroker;
import io.dispatcherd.rabbitmq.RabbitMqOptions;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.rabbitmq.connection.Server;
import io.dispatcherd.rabbitmq.topology.Names;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A queue on the server that an environment variable names, with our broker and a bare client side
 * by side. Closing deletes it.
 */
final class RabbitQueue implements AutoCloseable {
  private static final String VARIABLE = "DISPATCHERD_TEST_RABBITMQ";
  private static final String NAME = "default";

  /** How far a consumer is ahead. */
  static final int AHEAD = 500;

  private static final int PATIENCE = 60_000;
  private static final Duration SETTLING = Duration.ofMillis(200);
  private static final BasicProperties PERSISTENT =
      new BasicProperties.Builder().contentType("application/json").deliveryMode(2).build();

  private final Names names;
  private final RabbitMqBroker broker;
  private final Connection connection;
  private final Channel channel;
  private final Outgoing message;
  private final byte[] body;

  private RabbitQueue(URI uri, Names names, RabbitMqBroker broker) throws Exception {
    this.names = names;
    this.broker = broker;
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    factory.setAutomaticRecoveryEnabled(false);
    connection = factory.newConnection("benchmarks");
    channel = connection.createChannel();
    channel.confirmSelect();
    String text =
        Json.write(
            Map.of(
                "task",
                "io.dispatcherd.benchmarks.surroundings.BenchmarkTasks.empty",
                "uuid",
                UUID.randomUUID().toString(),
                "args",
                List.of()));
    message = new Outgoing(NAME, text);
    body = text.getBytes(StandardCharsets.UTF_8);
  }

  /** Opens one; empty, with a line that says so, if no server is named. */
  static Optional<RabbitQueue> open() throws Exception {
    String address = System.getenv(VARIABLE);
    if (address == null) {
      System.out.println("Not measured: " + VARIABLE + " names no RabbitMQ.");
      return Optional.empty();
    }
    URI uri = URI.create(address);
    String[] user = String.valueOf(uri.getUserInfo()).split(":", 2);
    Server local = Server.LOCAL.at(new Endpoint(uri.getHost(), uri.getPort()));
    Server server =
        new Server(
            local.addresses(),
            local.virtualHost(),
            user[0],
            Secret.of(user[1]),
            local.tls(),
            local.heartbeat(),
            local.connectTimeout());
    String prefix = "bench-" + UUID.randomUUID().toString().substring(0, 13);
    RabbitMqBroker broker = new RabbitMqBroker(RabbitMqOptions.defaults().prefix(prefix), server);
    broker.prepare();
    return Optional.of(new RabbitQueue(uri, new Names(prefix), broker));
  }

  /** Submits so many, in groups of this size, each waited for. */
  void submit(int count, int group) {
    List<Outgoing> messages = Collections.nCopies(group, message);
    for (int sent = 0; sent < count; sent += group) {
      broker.publish(messages);
    }
  }

  /** The same with the client library alone. */
  void submitBare(int count, int group) throws Exception {
    for (int sent = 0; sent < count; sent += group) {
      for (int i = 0; i < group; i++) {
        channel.basicPublish(names.tasks(), NAME, true, PERSISTENT, body);
      }
      channel.waitForConfirmsOrDie(PATIENCE);
    }
  }

  Subscription subscribe() {
    return broker.subscribe();
  }

  /** Takes and acknowledges so many. Per second. */
  double drain(int count) throws Exception {
    long start = System.nanoTime();
    try (Subscription subscription = subscribe()) {
      CompletableFuture<?> last = CompletableFuture.completedFuture(null);
      for (int taken = 0; taken < count; ) {
        for (var received : subscription.receive(AHEAD, Duration.ofSeconds(10))) {
          taken++;
          last =
              ((Delivery) received)
                  .acknowledge(Acknowledgement.Done.WITHOUT_RESULT)
                  .toCompletableFuture();
        }
      }
      last.get(PATIENCE, TimeUnit.MILLISECONDS);
      return rate(count, start);
    }
  }

  /** When nothing waits any more. */
  private double rate(int count, long start) throws Exception {
    while (channel.messageCount(names.queue(NAME)) > 0) {
      Thread.onSpinWait();
    }
    double rate = count / ((System.nanoTime() - start) / 1e9);
    settle();
    return rate;
  }

  /** A channel of the server drops acknowledgements that it holds back, if it is closed at once. */
  static void settle() throws InterruptedException {
    Thread.sleep(SETTLING);
  }

  /** The same with the client library alone, each acknowledged when it comes. */
  double drainBare(int count) throws Exception {
    long start = System.nanoTime();
    CountDownLatch left = new CountDownLatch(count);
    try (Channel own = connection.createChannel()) {
      own.basicQos(AHEAD);
      own.basicConsume(
          names.queue(NAME),
          false,
          (tag, delivery) -> {
            own.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            left.countDown();
          },
          tag -> {});
      if (!left.await(PATIENCE, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(left.getCount() + " messages are missing");
      }
      return rate(count, start);
    }
  }

  /** A bare consumer that tells of each message. */
  Channel consume(Runnable arrived) throws IOException {
    Channel own = connection.createChannel();
    own.basicQos(AHEAD);
    own.basicConsume(
        names.queue(NAME),
        false,
        (tag, delivery) -> {
          arrived.run();
          own.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        },
        tag -> {});
    return own;
  }

  @Override
  public void close() throws IOException {
    broker.close();
    channel.queueDelete(names.queue(NAME));
    channel.queueDelete(names.dead());
    for (String exchange : List.of(names.tasks(), names.tasks() + ".due", names.control())) {
      channel.exchangeDelete(exchange);
    }
    connection.close();
  }
}
