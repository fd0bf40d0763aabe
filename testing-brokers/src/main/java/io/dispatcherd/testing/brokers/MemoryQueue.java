package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link MemoryQueueBroker}s of one name share: messages, each of which waits, is leased
 * to one consumer, or has ended. Thread-safe.
 */
final class MemoryQueue {
  /** A message of a name that no service declares, or for which none has room, rests so long. */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final int MAX_ATTEMPTS = 20;

  /** Those that some open broker uses. */
  private static final Map<String, MemoryQueue> BY_NAME = new ConcurrentHashMap<>();

  private final String name;
  private final InstantSource clock;
  private final Duration lease;

  /** How many open brokers use it; changes only while the map holds its entry still. */
  private int users;

  /** Guards all that follows, and the fields of jobs and consumers. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  /** What waits, the oldest submission first. */
  private final TreeSet<QueuedJob> waiting =
      new TreeSet<>(Comparator.comparingLong(QueuedJob::number));

  private final Set<QueueConsumer> consumers = new LinkedHashSet<>();
  private final Map<String, Mailbox<String>> conversations = new LinkedHashMap<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private long lastNumber;

  private MemoryQueue(String name, InstantSource clock, Duration lease) {
    this.name = name;
    this.clock = clock;
    this.lease = lease;
  }

  /** The one of this name in this process, for as long as anybody uses it. To be left again. */
  static MemoryQueue enter(String name, InstantSource clock, Duration lease) {
    return Objects.requireNonNull(
        BY_NAME.compute(
            name,
            (key, known) -> {
              MemoryQueue queue = known == null ? new MemoryQueue(key, clock, lease) : known;
              queue.users++;
              return queue;
            }));
  }

  /** The last one to leave takes the name with it. */
  void leave() {
    BY_NAME.computeIfPresent(name, (key, queue) -> --queue.users == 0 ? null : queue);
  }

  /** Keeps tasks, and tells commands to whoever subscribes at this moment. */
  void publish(List<Outgoing> messages) {
    lock.lock();
    try {
      for (Outgoing message : messages) {
        if (isCommand(message)) {
          consumers.forEach(consumer -> consumer.commands.add(command(message)));
        } else {
          waiting.add(new QueuedJob(++lastNumber, message, clock.instant()));
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static boolean isCommand(Outgoing message) {
    try {
      return MessageDecoder.decode(message.payload()) instanceof ControlMessage;
    } catch (MessageFormatException e) {
      return false;
    }
  }

  private Delivery command(Outgoing message) {
    return new QueuedDelivery(this, message);
  }

  QueueConsumer subscribe(Set<String> channels) {
    QueueConsumer consumer = new QueueConsumer(channels);
    lock.lock();
    try {
      consumers.add(consumer);
      return consumer;
    } finally {
      lock.unlock();
    }
  }

  List<Received> receive(QueueConsumer consumer, int most, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        if (consumer.isBroken) {
          throw new BrokerException("memory_queue: the connection was broken");
        }
        if (consumer.isPaused) {
          return List.of();
        }
        List<Received> taken = take(consumer, most);
        long left = end - System.nanoTime();
        if (!taken.isEmpty() || consumer.isWoken || left <= 0) {
          consumer.isWoken = false;
          return taken;
        }
        changed.awaitNanos(Math.min(left, untilNextIsDue(consumer, most)));
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Received> take(QueueConsumer consumer, int most) {
    Instant now = clock.instant();
    List<Received> taken = new ArrayList<>(consumer.commands);
    consumer.commands.clear();
    List<QueuedJob> due =
        waiting.stream()
            .filter(job -> consumer.takes(job.message().channel()))
            .filter(job -> !job.runAt.isAfter(now))
            .limit(most)
            .toList();
    for (QueuedJob job : due) {
      waiting.remove(job);
      job.leasedUntil = now.plus(lease);
      QueuedDelivery delivery = new QueuedDelivery(this, job, consumer);
      consumer.held.put(job, delivery);
      taken.add(delivery);
    }
    return taken;
  }

  private long untilNextIsDue(QueueConsumer consumer, int most) {
    Instant now = clock.instant();
    return most == 0
        ? Long.MAX_VALUE
        : waiting.stream()
            .filter(job -> consumer.takes(job.message().channel()))
            .map(job -> Duration.between(now, job.runAt))
            .min(Comparator.naturalOrder())
            .map(wait -> Math.max(1, wait.toNanos()))
            .orElse(Long.MAX_VALUE);
  }

  /** Ends the wait of a consumer, or the next one. */
  void wakeUp(QueueConsumer consumer) {
    change(() -> consumer.isWoken = true);
  }

  void pause(QueueConsumer consumer) {
    change(() -> consumer.isPaused = true);
  }

  /** What it has is offered to others; that attempt counts. */
  void close(QueueConsumer consumer) {
    change(
        () -> {
          consumer.isPaused = true;
          consumers.remove(consumer);
          List.copyOf(consumer.held.keySet()).forEach(job -> takeAway(consumer, job));
        });
  }

  /** All consumers find that their connections have broken. What they have is offered again. */
  void breakConnections() {
    change(
        () -> {
          for (QueueConsumer consumer : List.copyOf(consumers)) {
            consumer.isBroken = true;
            List.copyOf(consumer.held.keySet()).forEach(job -> takeAway(consumer, job));
          }
        });
  }

  /** Renews the leases of all that aren't frozen, and ends those that have run out. */
  void heartbeat() {
    List<Runnable> news = new ArrayList<>();
    change(
        () -> {
          Instant now = clock.instant();
          for (QueueConsumer consumer : consumers) {
            for (Map.Entry<QueuedJob, QueuedDelivery> each :
                List.copyOf(consumer.held.entrySet())) {
              QueuedJob job = each.getKey();
              if (!consumer.isFrozen) {
                job.leasedUntil = now.plus(lease);
              } else if (!job.leasedUntil.isAfter(now)) {
                takeAway(consumer, job);
                news.add(() -> consumer.onLost.accept(each.getValue()));
              }
            }
          }
        });
    news.forEach(Runnable::run);
  }

  private void takeAway(QueueConsumer consumer, QueuedJob job) {
    consumer.held.remove(job);
    again(job, Duration.ZERO, true, "nobody acknowledged it");
  }

  private void again(QueuedJob job, Duration pause, boolean counts, String why) {
    if (counts && job.attempt >= MAX_ATTEMPTS) {
      end(job, new Acknowledgement.Failed(why));
      return;
    }
    job.attempt += counts ? 1 : 0;
    job.runAt = clock.instant().plus(pause);
    waiting.add(job);
  }

  private void end(QueuedJob job, Acknowledgement how) {
    acknowledged.add(new Acknowledged(job.message().channel(), job.message().payload(), how));
  }

  /** Takes note of an acknowledgement, unless the message isn't that consumer's any more. */
  void acknowledge(
      QueueConsumer consumer, QueuedJob job, QueuedDelivery delivery, Acknowledgement how) {
    change(
        () -> {
          if (!consumer.held.remove(job, delivery)) {
            return;
          }
          sortOut(job, how);
        });
  }

  private void sortOut(QueuedJob job, Acknowledgement how) {
    if (how instanceof Acknowledgement.Failed failed && failed.retryable()) {
      again(job, failed.pause().orElse(Duration.ZERO), true, failed.error());
    } else if (how instanceof Acknowledgement.TimedOut) {
      again(job, Duration.ZERO, true, "it ran out of time");
    } else if (how instanceof Acknowledgement.Abandoned abandoned) {
      again(job, Duration.ZERO, true, abandoned.error());
    } else if (how instanceof Acknowledgement.Released released) {
      again(job, released.pause(), false, "it was given back");
    } else if (how instanceof Acknowledgement.Rejected rejected && mayFit(rejected.reason())) {
      again(job, REST, false, rejected.text());
    } else {
      end(job, how);
    }
  }

  private static boolean mayFit(Acknowledgement.Reason reason) {
    return reason == Acknowledgement.Reason.UNDECLARED || reason == Acknowledgement.Reason.NO_ROOM;
  }

  Instant leasedUntil(QueuedJob job) {
    lock.lock();
    try {
      return job.leasedUntil;
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
        left = changed.awaitNanos(left);
      }
      return List.copyOf(acknowledged);
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  int leased() {
    lock.lock();
    try {
      return consumers.stream().mapToInt(consumer -> consumer.held.size()).sum();
    } finally {
      lock.unlock();
    }
  }

  void freezeAll() {
    change(() -> consumers.forEach(consumer -> consumer.isFrozen = true));
  }

  void freeze(QueueConsumer consumer) {
    change(() -> consumer.isFrozen = true);
  }

  void converse(String replyTo, @Nullable Mailbox<String> mailbox) {
    change(
        () -> {
          if (mailbox == null) {
            conversations.remove(replyTo);
          } else {
            conversations.put(replyTo, mailbox);
          }
        });
  }

  void reply(String replyTo, String reply) {
    lock.lock();
    try {
      Mailbox<String> mailbox = conversations.get(replyTo);
      if (mailbox == null || !mailbox.add(reply)) {
        throw new BrokerException("memory_queue: nobody waits for replies on " + replyTo);
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
