package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  private final Condition moreSettled = lock.newCondition();

  /** By mailbox, the channels that it is for; empty for all. */
  private final Map<Mailbox<Delivery>, Set<String>> subscriptions = new LinkedHashMap<>();

  private final Map<String, Mailbox<String>> conversations = new LinkedHashMap<>();
  private final List<Settled> settled = new ArrayList<>();

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

  /** The last one to leave takes the name with it; what was settled can still be read. */
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

  void subscribe(Mailbox<Delivery> mailbox, Set<String> channels) {
    lock.lock();
    try {
      subscriptions.put(mailbox, channels);
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(Mailbox<Delivery> mailbox) {
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

  List<Settled> settled() {
    lock.lock();
    try {
      return List.copyOf(settled);
    } finally {
      lock.unlock();
    }
  }

  List<Settled> awaitSettled(int count, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (settled.size() < count && left > 0) {
        left = moreSettled.awaitNanos(left);
      }
      return List.copyOf(settled);
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

  private void record(Settled outcome) {
    lock.lock();
    try {
      settled.add(outcome);
      moreSettled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class MemoryDelivery implements Delivery {
    private final Outgoing message;
    private final AtomicBoolean isSettled = new AtomicBoolean();

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
    public void settle(Outcome outcome) {
      if (!isSettled.compareAndSet(false, true)) {
        throw new IllegalStateException("a delivery was settled twice: " + this);
      }
      record(new Settled(channel(), payload(), outcome));
    }

    /** The channel and the size only: the payload may be confidential. */
    @Override
    public String toString() {
      return message.toString();
    }
  }
}
