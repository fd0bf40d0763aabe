package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A broker for tests that stays in this process: publishers, services and control clients meet
 * there if their brokers are of the same name and open at one time. Remembers what became of every
 * delivery for assertions, and refuses to be told of one twice. Delivers to those that subscribe at
 * that moment, to all of them. Thread-safe.
 */
public final class MemoryBroker implements Broker {
  private static final String NAME = "memory";
  private static final String DEFAULT_CHANNEL = "default";

  private final MemoryExchange exchange;
  private final List<String> channels;

  /** What to close with the broker. */
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A broker that meets those of the same name.
   *
   * @param name any
   * @param channels what subscriptions listen on, the first one being the default to publish on;
   *     none for all channels
   */
  public MemoryBroker(String name, String... channels) {
    this.exchange = MemoryExchange.enter(name);
    this.channels = List.of(channels);
  }

  /**
   * For the configuration: {@code name} (default {@code memory}) and {@code channels} (default
   * all).
   *
   * @throws IllegalArgumentException if {@code channels} isn't a list
   */
  public MemoryBroker(Map<String, Object> options) {
    if (!(options.getOrDefault("channels", List.of()) instanceof List<?> names)) {
      throw new IllegalArgumentException("channels must be a list");
    }
    this.channels = names.stream().map(String::valueOf).toList();
    this.exchange = MemoryExchange.enter(String.valueOf(options.getOrDefault("name", NAME)));
  }

  @Override
  public String name() {
    return NAME;
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
    exchange.publish(messages);
  }

  @Override
  public Subscription subscribe() {
    checkOpen();
    return new MemorySubscription();
  }

  @Override
  public Conversation converse() {
    checkOpen();
    return new MemoryConversation();
  }

  /** Everything that was acknowledged so far, by whichever broker of this name it was received. */
  public List<Acknowledged> acknowledged() {
    return exchange.acknowledged();
  }

  /**
   * Waits until this many deliveries are acknowledged or the time is up, and returns all that are.
   */
  public List<Acknowledged> awaitAcknowledged(int count, Duration atMost)
      throws InterruptedException {
    return exchange.awaitAcknowledged(count, atMost);
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new BrokerException("memory: the broker is closed");
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      exchange.leave();
    }
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new BrokerException("memory: closing failed", e);
      }
    }
  }

  private final class MemorySubscription implements Subscription {
    private final Mailbox<Received> mailbox = new Mailbox<>();

    MemorySubscription() {
      exchange.subscribe(mailbox, Set.copyOf(channels));
      open.add(this);
    }

    @Override
    public List<Received> receive(int most, Duration atMost) throws InterruptedException {
      return mailbox.take(atMost);
    }

    @Override
    public void close() {
      exchange.unsubscribe(mailbox);
      mailbox.close();
      open.remove(this);
    }
  }

  private final class MemoryConversation implements Conversation {
    private final String replyTo = "reply_to_" + UUID.randomUUID();
    private final Mailbox<String> mailbox = new Mailbox<>();

    MemoryConversation() {
      exchange.converse(replyTo, mailbox);
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
      exchange.endConversation(replyTo);
      mailbox.close();
      open.remove(this);
    }
  }
}
