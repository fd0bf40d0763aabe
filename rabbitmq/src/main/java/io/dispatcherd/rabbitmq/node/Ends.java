package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.connection.Letter;
import io.dispatcherd.rabbitmq.connection.Publisher;
import io.dispatcherd.rabbitmq.connection.UnroutableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the server what has ended, in groups, on a thread of its own. What is to come again or is
 * dead is sent first, and taken from its queue only once the server has stored it: if that fails it
 * is tried again, for as long as the subscription lives.
 */
final class Ends {
  private static final Logger log = LoggerFactory.getLogger(Ends.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /**
   * A channel of the server holds back acknowledgements while its queue is busy, and drops those if
   * it is closed: what had ended would run again. This is how long it may need.
   */
  private static final Duration SETTLING = Duration.ofMillis(100);

  /** Takes messages from their queues. */
  interface Channel {
    /** Takes one, or all up to it. */
    void acknowledge(long tag, boolean isGroup) throws IOException;

    /** Whether the server still takes these messages for the service's. */
    boolean isOpen();
  }

  private record End(Parcel parcel, Next next, CompletableFuture<Void> told) {}

  private record Postponed(long at, End end) {}

  private final Letters letters;
  private final Publisher publisher;
  private final Stock stock;
  private final Channel channel;
  private final String node;
  private final Thread thread;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  /** To be sent, or taken from their queues. */
  private final Deque<End> added = new ArrayDeque<>();

  /** Stored elsewhere, to be taken from their queues. */
  private final Deque<End> stored = new ArrayDeque<>();

  /** To be sent once more, the next one first. */
  private final PriorityQueue<Postponed> postponed =
      new PriorityQueue<>((one, other) -> Long.signum(one.at - other.at));

  /** When the server was told of one last, by {@link System#nanoTime}. */
  private long toldAt = System.nanoTime() - SETTLING.toNanos();

  /** How many have been added and not yet been taken from their queues. */
  private int underWay;

  private boolean closed;

  /**
   * @param node the service's name
   */
  Ends(
      String name,
      Letters letters,
      Publisher publisher,
      Stock stock,
      Channel channel,
      String node) {
    this.letters = letters;
    this.publisher = publisher;
    this.stock = stock;
    this.channel = channel;
    this.node = node;
    thread = new Thread(this::run, name + "-ends");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes note of an end. Completes when the server has been told. */
  CompletionStage<Void> add(Parcel parcel, Next next) {
    End end = new End(parcel, next, new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        return Acknowledgeable.ACKNOWLEDGED;
      }
      added.add(end);
      underWay++;
      changed.signalAll();
      return end.told;
    } finally {
      lock.unlock();
    }
  }

  /** How many the server hasn't been told. */
  int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      List<End> toSend = new ArrayList<>();
      List<End> toTake = new ArrayList<>();
      while (next(toSend, toTake)) {
        take(toTake);
        toSend.forEach(this::send);
        toSend.clear();
        toTake.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean next(List<End> toSend, List<End> toTake) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        long now = System.nanoTime();
        while (!postponed.isEmpty() && postponed.element().at - now <= 0) {
          toSend.add(postponed.remove().end);
        }
        for (End end : added) {
          (end.next instanceof Next.Gone ? toTake : toSend).add(end);
        }
        added.clear();
        toTake.addAll(stored);
        stored.clear();
        if (!toSend.isEmpty() || !toTake.isEmpty()) {
          return true;
        }
        if (postponed.isEmpty()) {
          changed.await();
        } else {
          long left = changed.awaitNanos(postponed.element().at - now);
          log.trace("{} ns are left", left);
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void take(List<End> ended) {
    if (ended.isEmpty()) {
      return;
    }
    Stock.Acks acks = stock.ended(ended.stream().map(end -> end.parcel.tag()).toList());
    BrokerException failure = null;
    try {
      if (acks.upTo() != 0) {
        channel.acknowledge(acks.upTo(), true);
      }
      for (Long tag : acks.others()) {
        channel.acknowledge(tag, false);
      }
    } catch (IOException | RuntimeException e) {
      failure = new BrokerException("the connection broke: " + Failures.words(e), e);
    }
    over(ended, failure);
  }

  private void over(List<End> ended, @Nullable BrokerException failure) {
    lock.lock();
    try {
      underWay -= ended.size();
      toldAt = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (End end : ended) {
      if (failure == null) {
        end.told.complete(null);
      } else {
        end.told.completeExceptionally(failure);
      }
    }
  }

  private void send(End end) {
    if (!channel.isOpen()) {
      // The server has put it back in its queue: sent as well, it would be there twice.
      over(List.of(end), new BrokerException("the connection broke before the server was told"));
      return;
    }
    CompletableFuture<Void> sent;
    try {
      sent = publisher.send(List.of(letter(end)));
    } catch (RuntimeException e) {
      postpone(end, e);
      return;
    }
    CompletionStage<Void> followed =
        sent.whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                stored(end);
              } else {
                postpone(end, failure);
              }
            });
    log.trace("{} is under way: {}", end, followed);
  }

  private Letter letter(End end) {
    if (end.next instanceof Next.Dead dead) {
      return letters.dead(end.parcel, dead.attempts(), dead.error(), node);
    }
    Next.Again again = (Next.Again) end.next;
    return letters.again(end.parcel, again.attempt(), again.pause());
  }

  private void stored(End end) {
    lock.lock();
    try {
      stored.add(end);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void postpone(End end, Throwable failure) {
    if (failure instanceof UnroutableException) {
      letters.topology().forget();
    }
    lock.lock();
    try {
      if (!closed) {
        log.warn("A task could not be put back, which is tried again: {}", failure.getMessage());
      }
      postponed.add(new Postponed(System.nanoTime() + AFTER_FAILURE.toNanos(), end));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the server has been told all, and has had time to take it in. */
  void flush(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (!closed) {
        long now = System.nanoTime();
        // What comes late, while the server settles, is given back and told too.
        long wanted = underWay > 0 ? end - now : toldAt + SETTLING.toNanos() - now;
        if (wanted <= 0 || end - now <= 0) {
          return;
        }
        long unused = changed.awaitNanos(Math.min(wanted, end - now));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread. What the server hasn't been told comes again. */
  void close() {
    List<End> left = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      left.addAll(added);
      left.addAll(stored);
      postponed.forEach(each -> left.add(each.end));
      added.clear();
      stored.clear();
      postponed.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
    for (End end : left) {
      end.told.completeExceptionally(
          new BrokerException("the connection ended before the server was told"));
    }
  }
}
