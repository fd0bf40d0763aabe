package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker for tests that stays in this process and keeps each message until it is acknowledged:
 * each goes to one of those who subscribe, and to another if it isn't acknowledged as ended.
 * Brokers of one name share their messages, for as long as one of them is open. Thread-safe.
 *
 * <p>Leases are renewed, and run out, whenever somebody calls {@link #heartbeat}: tests that want
 * to see that give it a clock of their own.
 */
public final class MemoryQueueBroker implements Broker {
  /** For how long a message is leased unless the test says otherwise. */
  public static final Duration LEASE = Duration.ofSeconds(15);

  private static final String NAME = "memory_queue";
  private static final String DEFAULT_CHANNEL = "default";

  private final String name;
  private final MemoryQueue queue;
  private final List<String> channels;

  /** What to close with the broker. */
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  private final Set<QueueConsumer> consumers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A broker that shares the messages of those of the same queue.
   *
   * @param channels what subscriptions listen on, the first one being the default to publish on;
   *     none for all channels
   */
  public MemoryQueueBroker(String queue, String... channels) {
    this(queue, InstantSource.system(), channels);
  }

  /**
   * The same with a clock for leases and pauses: that of the first broker of a queue counts. Who
   * changes it calls {@link #heartbeat}.
   */
  public MemoryQueueBroker(String queue, InstantSource clock, String... channels) {
    this(NAME, MemoryQueue.enter(queue, clock, LEASE), List.of(channels));
  }

  private MemoryQueueBroker(String name, MemoryQueue queue, List<String> channels) {
    this.name = name;
    this.queue = queue;
    this.channels = List.copyOf(channels);
  }

  /** One for the configuration, which gives it a name of its own. */
  static MemoryQueueBroker named(String name, String queue, List<String> channels) {
    return new MemoryQueueBroker(
        name, MemoryQueue.enter(queue, InstantSource.system(), LEASE), channels);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<BrokerCapability> capabilities() {
    return Set.of(BrokerCapability.KEEPS_MESSAGES);
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    if (requested != null) {
      return requested;
    }
    return channels.isEmpty() ? DEFAULT_CHANNEL : channels.get(0);
  }

  @Override
  public void publish(List<Outgoing> messages) {
    checkOpen();
    queue.publish(messages);
  }

  @Override
  public Subscription subscribe() {
    checkOpen();
    return new QueueSubscription();
  }

  @Override
  public Conversation converse() {
    checkOpen();
    return new QueueConversation();
  }

  /** What has ended, and how, by whichever broker of this name it was received. */
  public List<Acknowledged> acknowledged() {
    return queue.acknowledged();
  }

  /** Waits until this many messages have ended or the time is up, and returns all that have. */
  public List<Acknowledged> awaitAcknowledged(int count, Duration atMost)
      throws InterruptedException {
    return queue.awaitAcknowledged(count, atMost);
  }

  /** How many messages wait for somebody to take them. */
  public int waiting() {
    return queue.waiting();
  }

  /** How many messages somebody has, and has not acknowledged. */
  public int leased() {
    return queue.leased();
  }

  /** Renews the leases of all subscriptions that aren't frozen, and ends those that ran out. */
  public void heartbeat() {
    queue.heartbeat();
  }

  /** From now on no lease of the subscriptions of this broker is renewed, as if it were stopped. */
  public void freeze() {
    consumers.forEach(queue::freeze);
  }

  /** The same for the subscriptions of all brokers of this name. */
  public void freezeAll() {
    queue.freezeAll();
  }

  /** Breaks the connections of all subscriptions of all brokers of this name. */
  public void breakConnections() {
    queue.breakConnections();
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new BrokerException("memory_queue: the broker is closed");
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      queue.leave();
    }
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new BrokerException("memory_queue: closing failed", e);
      }
    }
  }

  private final class QueueSubscription implements Subscription {
    private final QueueConsumer consumer = queue.subscribe(Set.copyOf(channels));

    QueueSubscription() {
      open.add(this);
      consumers.add(consumer);
    }

    @Override
    public List<Received> receive(int most, Duration atMost) throws InterruptedException {
      return queue.receive(consumer, most, atMost);
    }

    @Override
    public void wakeUp() {
      queue.wakeUp(consumer);
    }

    @Override
    public void onLost(Consumer<Delivery> listener) {
      consumer.onLost = listener;
    }

    @Override
    public void pause() {
      queue.pause(consumer);
    }

    @Override
    public void close() {
      queue.close(consumer);
      consumers.remove(consumer);
      open.remove(this);
    }
  }

  private final class QueueConversation implements Conversation {
    private final String replyTo = "reply_to_" + UUID.randomUUID();
    private final Mailbox<String> mailbox = new Mailbox<>();

    QueueConversation() {
      queue.converse(replyTo, mailbox);
      open.add(this);
    }

    @Override
    public String replyTo() {
      return replyTo;
    }

    @Override
    public void send(Outgoing message) {
      publish(List.of(message));
    }

    @Override
    public List<String> receive(Duration atMost) throws InterruptedException {
      return mailbox.take(atMost);
    }

    @Override
    public void close() {
      queue.converse(replyTo, null);
      mailbox.close();
      open.remove(this);
    }
  }
}
