package io.dispatcherd.rabbitmq.node;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.connection.Publisher;
import io.dispatcherd.rabbitmq.topology.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service takes from its queues, and the commands that reach it, over a connection of its
 * own. When that breaks, the server offers what was unacknowledged to others.
 */
public final class RabbitMqSubscription implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(RabbitMqSubscription.class);
  private static final Duration LAST_ENDS = Duration.ofSeconds(5);

  /** What nobody has asked for after this time goes back to its queue. */
  private static final Duration STALE = Duration.ofSeconds(1);

  /** How long the first messages wait for those that come with them. */
  private static final Duration TOGETHER = Duration.ofMillis(200);

  /** What a subscription works with. */
  public record Parts(
      String name,
      Letters letters,
      Publisher publisher,
      Signing signing,
      Function<Outgoing, CompletionStage<Void>> followUps,
      BiConsumer<String, String> replies,
      Results results) {}

  private final Parts parts;
  private final Connection connection;
  private final Consumer<AutoCloseable> onClose;
  private final Channel channel;
  private final String node;
  private final Stock stock = new Stock();
  private final Consumers consumers;
  private final Ends ends;
  private final Endings endings;
  private final Arrivals arrivals;
  private final AtomicBoolean isPaused = new AtomicBoolean();
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Begins to listen to commands; tasks come when the first ones are asked for.
   *
   * @param consumerTimeout how long a task may take, on servers where a queue can say so
   * @param connection belongs to the subscription from now on
   * @param onClose told that it is closed
   * @throws IOException if the server refuses or the connection breaks
   */
  public RabbitMqSubscription(
      Parts parts,
      NodeOptions options,
      Duration consumerTimeout,
      Subscriber subscriber,
      Connection connection,
      Consumer<AutoCloseable> onClose)
      throws IOException {
    this.parts = parts;
    this.connection = connection;
    this.onClose = onClose;
    node = subscriber.nodeId();
    channel = connection.createChannel();
    Rules rules = new Rules(subscriber.tasks());
    endings = new Endings(options.retries(), subscriber.tasks());
    arrivals = new Arrivals(parts.signing(), rules, endings, parts.followUps(), this::tell);
    Names names = parts.letters().topology().names();
    Map<String, String> queues = new LinkedHashMap<>();
    for (String queue : options.queues()) {
      parts.letters().topology().ensureQueue(queue);
      queues.put(names.queue(queue), queue);
    }
    consumers = new Consumers(channel, stock, queues, TaskReceiver::new);
    channel.setDefaultConsumer(new LateReceiver());
    ends =
        new Ends(
            parts.name(),
            parts.letters(),
            parts.publisher(),
            stock,
            new TaskChannel(channel),
            subscriber.nodeId());
    LongTasks.of(connection, consumerTimeout)
        .warnings(subscriber.tasks())
        .forEach(warning -> log.warn("{}: {}", parts.name(), warning));
    rules
        .refusedTasks()
        .forEach(
            (task, problem) ->
                log.warn("{}: the task {} is refused here: {}", parts.name(), task, problem));
    connection.addShutdownListener(this::broken);
    channel.addShutdownListener(this::broken);
    listen(names);
    ends.start();
  }

  private void listen(Names names) throws IOException {
    parts.letters().topology().ensureControl();
    Channel commands = connection.createChannel();
    String queue = names.controlOfOne();
    commands.queueDeclare(queue, false, true, true, Map.of());
    commands.queueBind(queue, names.control(), "");
    commands.basicConsume(queue, true, new CommandReceiver(commands, names.control()));
  }

  private void broken(ShutdownSignalException cause) {
    if (!cause.isInitiatedByApplication()) {
      stock.fail(
          new BrokerException("%s: %s".formatted(parts.name(), Failures.words(cause)), cause));
    }
  }

  @Override
  public List<Received> receive(int most, Duration atMost) throws InterruptedException {
    List<Received> received = new ArrayList<>();
    try {
      if (!isPaused.get()) {
        int waiting = stock.waiting();
        int coming = consumers.want(most);
        if (coming > 0) {
          stock.awaitWaiting(Math.min(most, waiting + coming), TOGETHER);
        }
      }
      long end = System.nanoTime() + atMost.toNanos();
      Duration left = atMost;
      while (stock.take(most, left, STALE, received) == Stock.End.STALE) {
        consumers.suspend();
        stock.clear().forEach(item -> giveBack(item.parcel()));
        left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      }
      return received;
    } catch (IOException | ShutdownSignalException e) {
      if (closed) {
        return List.of();
      }
      throw new BrokerException("%s: %s".formatted(parts.name(), Failures.words(e)), e);
    }
  }

  private void giveBack(Parcel parcel) {
    var unused = ends.add(parcel, new Next.Again(parcel.attempt(), Duration.ZERO));
  }

  private CompletionStage<Void> tell(KeptDelivery delivery, Acknowledgement how) {
    if (closed) {
      return Acknowledgeable.ACKNOWLEDGED;
    }
    boolean isAtOnce =
        how instanceof Acknowledgement.Released released && released.pause().isZero();
    if (isAtOnce && stock.putBack(new Stock.Item(delivery.parcel(), delivery.renewed()))) {
      return Acknowledgeable.ACKNOWLEDGED;
    }
    return end(
        delivery.parcel(),
        delivery.payload(),
        endings.of(delivery.parcel(), delivery.payload(), how));
  }

  /** Whoever waits is told once the server has been. */
  private CompletionStage<Void> end(Parcel parcel, String text, Next next) {
    CompletionStage<Void> told = ends.add(parcel, next);
    return parts.results().isAskedFor(parcel, next)
        ? told.thenRun(() -> parts.results().send(parcel, text, next, node))
        : told;
  }

  private void arrived(
      QueueConsumer consumer, Envelope envelope, BasicProperties given, byte[] body) {
    BasicProperties properties =
        given.getMessageId() == null
            ? given.builder().messageId(UUID.randomUUID().toString()).build()
            : given;
    Parcel parcel =
        new Parcel(consumer.queue(), consumer, envelope.getDeliveryTag(), properties, body);
    stock.opened(parcel);
    Received received = arrivals.received(parcel, (one, next) -> end(one, one.text(), next));
    if (received != null && !stock.add(new Stock.Item(parcel, received))) {
      giveBack(parcel);
    }
  }

  /** How many ends the server hasn't been told. */
  public int unwritten() {
    return ends.underWay();
  }

  @Override
  public void wakeUp() {
    stock.wakeUp();
  }

  @Override
  public void pause() {
    if (!isPaused.compareAndSet(false, true)) {
      return;
    }
    try {
      consumers.end();
    } catch (IOException | ShutdownSignalException e) {
      log.debug("{}: the consumers can't be cancelled", parts.name(), e);
    }
    stock.end().forEach(item -> giveBack(item.parcel()));
  }

  /** Tells the ends that are under way; the server offers the rest to others. */
  @Override
  public void close() {
    if (!isClosing.compareAndSet(false, true)) {
      return;
    }
    onClose.accept(this);
    pause();
    try {
      if (connection.isOpen()) {
        ends.flush(LAST_ENDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    ends.close();
    try {
      connection.close((int) TimeUnit.SECONDS.toMillis(2));
    } catch (IOException | ShutdownSignalException e) {
      log.debug("{}: the connection can't be closed", parts.name(), e);
    }
  }

  /** The channel by which tasks come. */
  private record TaskChannel(Channel channel) implements Ends.Channel {
    @Override
    public void acknowledge(long tag, boolean isGroup) throws IOException {
      channel.basicAck(tag, isGroup);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }
  }

  /** What one consumer receives. */
  private final class TaskReceiver extends DefaultConsumer {
    private final QueueConsumer consumer;

    TaskReceiver(QueueConsumer consumer) {
      super(channel);
      this.consumer = consumer;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      arrived(consumer, envelope, properties, body);
    }

    @Override
    public void handleCancel(String tag) {
      stock.fail(
          new BrokerException(
              "%s: the queue %s was deleted, or its node is gone"
                  .formatted(parts.name(), consumer.queue())));
    }
  }

  /** What came for a consumer while it was being cancelled. */
  private final class LateReceiver extends DefaultConsumer {
    LateReceiver() {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) throws IOException {
      QueueConsumer consumer = consumers.former(tag);
      if (consumer == null) {
        channel.basicReject(envelope.getDeliveryTag(), true);
      } else {
        arrived(consumer, envelope, properties, body);
      }
    }
  }

  /** What comes for all services. */
  private final class CommandReceiver extends DefaultConsumer {
    private final String exchange;

    CommandReceiver(Channel commands, String exchange) {
      super(commands);
      this.exchange = exchange;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      stock.addCommand(
          parts
              .signing()
              .check(exchange, new String(body, StandardCharsets.UTF_8), this::delivery));
    }

    private Delivery delivery(String from, String text) {
      return new CommandDelivery(from, text, parts.replies());
    }

    @Override
    public void handleCancel(String tag) {
      stock.fail(
          new BrokerException(parts.name() + ": the queue of this service's commands is gone"));
    }
  }
}
