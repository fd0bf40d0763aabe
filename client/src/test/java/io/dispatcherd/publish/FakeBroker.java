package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.TransactionalBroker;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.MessageDecoder;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is published, and lets a test play the services. A reply goes to whoever listens on
 * its channel at that moment; otherwise it is lost, as with NOTIFY.
 */
final class FakeBroker implements TransactionalBroker {
  final List<List<Outgoing>> published = new ArrayList<>();
  final List<List<Outgoing>> inTransactions = new ArrayList<>();
  final AtomicInteger conversations = new AtomicInteger();
  final AtomicInteger mostConversations = new AtomicInteger();
  boolean closed;

  private final Map<String, BlockingQueue<String>> listening = new ConcurrentHashMap<>();
  private final AtomicInteger names = new AtomicInteger();
  private final Services services;

  /** What the services do with a command. */
  @FunctionalInterface
  interface Services {
    void handle(ControlMessage command, FakeBroker broker);
  }

  FakeBroker() {
    this((command, broker) -> {});
  }

  FakeBroker(Services services) {
    this.services = services;
  }

  /** Sends a reply, which is lost if nobody listens on the channel. */
  void reply(@Nullable String channel, String payload) {
    BlockingQueue<String> listener = channel == null ? null : listening.get(channel);
    if (listener != null) {
      listener.add(payload);
    }
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    return requested == null ? "default_channel" : requested;
  }

  @Override
  public synchronized void publish(List<Outgoing> messages) {
    published.add(List.copyOf(messages));
  }

  @Override
  public synchronized void publish(Connection connection, List<Outgoing> messages) {
    inTransactions.add(List.copyOf(messages));
  }

  @Override
  public Subscription subscribe() {
    throw new UnsupportedOperationException("publishers don't subscribe");
  }

  @Override
  public Conversation converse() {
    String replyTo = "reply_to_" + names.incrementAndGet();
    BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    listening.put(replyTo, replies);
    int open = conversations.incrementAndGet();
    mostConversations.accumulateAndGet(open, Math::max);
    return new Conversation() {
      @Override
      public String replyTo() {
        return replyTo;
      }

      @Override
      public void send(Outgoing message) {
        publish(List.of(message));
        if (MessageDecoder.decode(message.payload()) instanceof ControlMessage command) {
          services.handle(command, FakeBroker.this);
        }
      }

      @Override
      public List<String> receive(Duration atMost) throws InterruptedException {
        String first = replies.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
          return List.of();
        }
        List<String> all = new ArrayList<>(List.of(first));
        replies.drainTo(all);
        return all;
      }

      @Override
      public void close() {
        listening.remove(replyTo);
        conversations.decrementAndGet();
      }
    };
  }

  @Override
  public void close() {
    closed = true;
  }

  /** A broker of which nothing is known but that it carries messages. */
  static Broker withoutTransactions() {
    FakeBroker carried = new FakeBroker();
    return new Broker() {
      @Override
      public String name() {
        return "plain";
      }

      @Override
      public String publishChannel(@Nullable String requested) {
        return carried.publishChannel(requested);
      }

      @Override
      public void publish(List<Outgoing> messages) {
        carried.publish(messages);
      }

      @Override
      public Subscription subscribe() {
        return carried.subscribe();
      }

      @Override
      public Conversation converse() {
        return carried.converse();
      }

      @Override
      public void close() {
        carried.close();
      }
    };
  }
}
