package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.messages.Acknowledgement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where the memory brokers of one name meet. Thread-safe. */
final class MemoryExchange {
  /** Those that some open broker uses. */
  private static final Map<String, MemoryExchange> BY_NAME = new ConcurrentHashMap<>();

  private final String name;

  /** How many open brokers use it; changes only while the map holds its entry still. */
  private int users;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition moreAcknowledged = lock.newCondition();

  /** By mailbox, the channels that it is for; empty for all. */
  private final Map<Mailbox<Received>, Set<String>> subscriptions = new LinkedHashMap<>();

  private final Map<String, Mailbox<String>> conversations = new LinkedHashMap<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();

  private MemoryExchange(String name) {
    this.name = name;
  }

  /** The one of this name in this process, for as long as anybody uses it. To be left again. */
  static MemoryExchange enter(String name) {
    return Objects.requireNonNull(
        BY_NAME.compute(
            name,
            (key, known) -> {
              MemoryExchange exchange = known == null ? new MemoryExchange(key) : known;
              exchange.users++;
              return exchange;
            }));
  }

  /** The last one to leave takes the name with it; what was acknowledged can still be read. */
  void leave() {
    BY_NAME.computeIfPresent(name, (key, exchange) -> --exchange.users == 0 ? null : exchange);
  }

  /** To whoever subscribes at this moment. */
  void publish(List<Outgoing> messages) {
    lock.lock();
    try {
      for (Outgoing message : messages) {
        subscriptions.forEach(
            (mailbox, channels) -> {
              if (channels.isEmpty() || channels.contains(message.channel())) {
                mailbox.add(new MemoryDelivery(message));
              }
            });
      }
    } finally {
      lock.unlock();
    }
  }

  void subscribe(Mailbox<Received> mailbox, Set<String> channels) {
    lock.lock();
    try {
      subscriptions.put(mailbox, channels);
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(Mailbox<Received> mailbox) {
    lock.lock();
    try {
      subscriptions.remove(mailbox);
    } finally {
      lock.unlock();
    }
  }

  void converse(String replyTo, Mailbox<String> mailbox) {
    lock.lock();
    try {
      conversations.put(replyTo, mailbox);
    } finally {
      lock.unlock();
    }
  }

  void endConversation(String replyTo) {
    lock.lock();
    try {
      conversations.remove(replyTo);
    } finally {
      lock.unlock();
    }
  }

  List<Acknowledged> acknowledged() {
    lock.lock();
    try {
      return List.copyOf(acknowledged);
    } finally {
      lock.unlock();
    }
  }

  List<Acknowledged> awaitAcknowledged(int count, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (acknowledged.size() < count && left > 0) {
        left = moreAcknowledged.awaitNanos(left);
      }
      return List.copyOf(acknowledged);
    } finally {
      lock.unlock();
    }
  }

  private void reply(String replyTo, String reply) {
    lock.lock();
    try {
      Mailbox<String> mailbox = conversations.get(replyTo);
      if (mailbox == null || !mailbox.add(reply)) {
        throw new BrokerException("memory: nobody waits for replies on " + replyTo);
      }
    } finally {
      lock.unlock();
    }
  }

  private void record(Acknowledged end) {
    lock.lock();
    try {
      acknowledged.add(end);
      moreAcknowledged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class MemoryDelivery implements Delivery {
    private final Outgoing message;
    private final AtomicBoolean isAcknowledged = new AtomicBoolean();

    MemoryDelivery(Outgoing message) {
      this.message = message;
    }

    @Override
    public String channel() {
      return message.channel();
    }

    @Override
    public String payload() {
      return message.payload();
    }

    @Override
    public void reply(String replyTo, String reply) {
      MemoryExchange.this.reply(replyTo, reply);
    }

    @Override
    public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
      if (!isAcknowledged.compareAndSet(false, true)) {
        throw new IllegalStateException("a delivery was acknowledged twice: " + this);
      }
      record(new Acknowledged(channel(), payload(), acknowledgement));
      return ACKNOWLEDGED;
    }

    /** The channel and the size only: the payload may be confidential. */
    @Override
    public String toString() {
      return message.toString();
    }
  }
}
