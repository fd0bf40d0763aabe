package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.Received;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has come over a channel: messages that wait to be handed over, commands, and the numbers of
 * all that is unacknowledged. Filled by the thread that reads the connection, emptied by the one
 * that receives. Thread-safe.
 */
final class Stock {
  /** Something that was received, and what it came as. */
  record Item(Parcel parcel, Received received) {}

  /** Guards all that follows, and the counts of consumers. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<Item> waiting = new ArrayDeque<>();
  private final Deque<Received> commands = new ArrayDeque<>();

  /** All that is unacknowledged, by its number on the channel. */
  private final TreeMap<Long, QueueConsumer> open = new TreeMap<>();

  private boolean woken;
  private boolean ended;
  private @Nullable RuntimeException failure;

  /** A message has come, and is unacknowledged from now on. */
  void opened(Parcel parcel) {
    lock.lock();
    try {
      open.put(parcel.tag(), parcel.consumer());
      parcel.consumer().open++;
    } finally {
      lock.unlock();
    }
  }

  /** It is to be handed over; false if nothing more is. */
  boolean add(Item item) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      waiting.add(item);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Something that was handed over is to be handed over once more; false if it can't be. */
  boolean putBack(Item item) {
    lock.lock();
    try {
      if (ended || !open.containsKey(item.parcel().tag())) {
        return false;
      }
      waiting.addFirst(item);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void addCommand(Received command) {
    change(() -> commands.add(command));
  }

  void wakeUp() {
    change(() -> woken = true);
  }

  /** No messages are taken any more. Returns those that were not handed over. */
  List<Item> end() {
    List<Item> left = new ArrayList<>();
    change(
        () -> {
          ended = true;
          left.addAll(waiting);
          waiting.clear();
        });
    return left;
  }

  /** Takes away what waits to be handed over. */
  List<Item> clear() {
    List<Item> left = new ArrayList<>();
    change(
        () -> {
          left.addAll(waiting);
          waiting.clear();
        });
    return left;
  }

  /** Whoever receives is told of this. */
  void fail(RuntimeException problem) {
    change(() -> failure = failure == null ? problem : failure);
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

  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many more a consumer may be sent now. */
  int free(Collection<QueueConsumer> consumers) {
    lock.lock();
    try {
      return consumers.stream().mapToInt(QueueConsumer::free).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many messages wait, or for so long. */
  void awaitWaiting(int number, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (waiting.size() < number && !ended && failure == null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether whoever receives has been told to return. */
  enum End {
    /** Something is there, or it was woken up, or its time is over. */
    RETURNED,
    /** The time is over that something may wait for which nobody has asked. */
    STALE
  }

  /**
   * Takes what there is, at most so many messages, and waits for the first.
   *
   * @param into what is taken
   * @param stale how long messages may wait that nobody asks for
   * @throws RuntimeException what {@link #fail} was told, once all commands are taken
   */
  End take(int most, Duration atMost, Duration stale, List<Received> into)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long staleAt = System.nanoTime() + stale.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        into.addAll(commands);
        commands.clear();
        for (int i = 0; i < most && !waiting.isEmpty(); i++) {
          into.add(waiting.remove().received());
        }
        long now = System.nanoTime();
        if (!into.isEmpty() || woken || ended || end - now <= 0) {
          woken = false;
          if (into.isEmpty() && failure != null && !ended) {
            throw failure;
          }
          return End.RETURNED;
        }
        if (failure != null) {
          throw failure;
        }
        boolean mayBeStale = most == 0 && !waiting.isEmpty();
        if (mayBeStale && staleAt - now <= 0) {
          return End.STALE;
        }
        changed.awaitNanos(mayBeStale ? Math.min(end - now, staleAt - now) : end - now);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What to acknowledge as one, and what one by one.
   *
   * @param upTo all up to this one have ended; 0 if it isn't so of any
   * @param others have ended, but not all before them
   */
  record Acks(long upTo, List<Long> others) {}

  /** These have ended; what isn't open is left out. */
  Acks ended(Collection<Long> tags) {
    lock.lock();
    try {
      List<Long> known = new ArrayList<>();
      for (Long tag : tags) {
        QueueConsumer consumer = open.remove(tag);
        if (consumer != null) {
          consumer.open--;
          known.add(tag);
        }
      }
      long firstOpen = open.isEmpty() ? Long.MAX_VALUE : open.firstKey();
      long upTo = known.stream().filter(tag -> tag < firstOpen).max(Long::compare).orElse(0L);
      changed.signalAll();
      return new Acks(upTo, known.stream().filter(tag -> tag > firstOpen).toList());
    } finally {
      lock.unlock();
    }
  }
}
