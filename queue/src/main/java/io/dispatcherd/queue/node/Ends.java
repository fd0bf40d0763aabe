package io.dispatcherd.queue.node;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.RunEnd;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the database how runs ended, in batches: what comes while one batch is under way makes the
 * next. A batch that the database refuses is tried again in halves, and later; nothing is dropped.
 * One thread of its own writes; everything else may be called from any thread.
 */
final class Ends implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ends.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final int LARGEST_BATCH = 500;

  private record End(QueueDelivery delivery, Optional<RunEnd> run, CompletableFuture<Void> told) {}

  private final QueueStore store;
  private final StoreConnection connection;
  private final Endings endings;
  private final LongSupplier service;
  private final Thread writer;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final ArrayDeque<End> waiting = new ArrayDeque<>();

  /** How many jobs of each run haven't ended. */
  private final Map<Long, Integer> open = new HashMap<>();

  private int underWay;
  private boolean closed;

  /**
   * @param service the identity in use
   */
  Ends(
      QueueStore store,
      StoreConnection connection,
      Endings endings,
      LongSupplier service,
      String name) {
    this.store = store;
    this.connection = connection;
    this.endings = endings;
    this.service = service;
    writer = new Thread(this::write, name);
    writer.setDaemon(true);
    writer.start();
  }

  /** These jobs are the service's now. */
  void taken(List<ClaimedJob> jobs) {
    lock.lock();
    try {
      jobs.forEach(job -> open.merge(job.run(), 1, Integer::sum));
    } finally {
      lock.unlock();
    }
  }

  /** A job ended. Does nothing once this is closed. */
  CompletionStage<Void> add(QueueDelivery delivery, Acknowledgement acknowledgement) {
    End end = new End(delivery, endings.of(delivery, acknowledgement), new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        // The job may be with another service by now.
        return Acknowledgeable.ACKNOWLEDGED;
      }
      waiting.add(end);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return end.told();
  }

  /** Ends that the database hasn't taken note of. */
  int unwritten() {
    lock.lock();
    try {
      return waiting.size() + underWay;
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    Duration pause = FIRST_PAUSE;
    int most = LARGEST_BATCH;
    try {
      while (true) {
        List<End> batch = next(most);
        if (batch.isEmpty()) {
          return;
        }
        try {
          tell(batch);
          pause = FIRST_PAUSE;
          most = Math.min(LARGEST_BATCH, most * 2);
        } catch (SQLException e) {
          log.warn(
              "{} ended runs could not be stored and are tried again in {} ms: {}",
              batch.size(),
              pause.toMillis(),
              e.getMessage());
          giveBack(batch);
          most = Math.max(1, batch.size() / 2);
          if (isClosedWithin(pause)) {
            return;
          }
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      fail();
    }
  }

  private List<End> next(int most) throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      List<End> batch = new ArrayList<>();
      while (batch.size() < most && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      underWay = batch.size();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(List<End> batch) {
    lock.lock();
    try {
      for (int i = batch.size() - 1; i >= 0; i--) {
        waiting.addFirst(batch.get(i));
      }
      underWay = 0;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosedWithin(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void tell(List<End> batch) throws SQLException {
    List<RunEnd> runs = new ArrayList<>();
    List<ClaimedJob> back = new ArrayList<>();
    for (End end : batch) {
      end.run().ifPresentOrElse(runs::add, () -> back.add(end.delivery().job()));
    }
    Set<Long> finished = finishedWith(batch);
    long identity = service.getAsLong();
    if (!back.isEmpty()) {
      Set<Long> now = runs.isEmpty() ? finished : Set.of();
      connection.call(
          LIMIT,
          on -> {
            store.giveBack(on, identity, back, now);
            return true;
          });
    }
    if (!runs.isEmpty()) {
      Set<Long> refused = connection.call(LIMIT, on -> store.finish(on, identity, runs, finished));
      if (!refused.isEmpty()) {
        log.warn(
            "{} ended runs are refused: their lease was over, and others have taken the jobs",
            refused.size());
      }
    }
    told(batch, finished);
  }

  /** The runs of which nothing is left once these have ended. */
  private Set<Long> finishedWith(List<End> batch) {
    Map<Long, Integer> ending = new HashMap<>();
    batch.forEach(end -> ending.merge(end.delivery().job().run(), 1, Integer::sum));
    Set<Long> finished = new HashSet<>();
    lock.lock();
    try {
      ending.forEach(
          (run, count) -> {
            if (open.getOrDefault(run, 0) <= count) {
              finished.add(run);
            }
          });
    } finally {
      lock.unlock();
    }
    return finished;
  }

  private void told(List<End> batch, Set<Long> finished) {
    lock.lock();
    try {
      for (End end : batch) {
        open.computeIfPresent(end.delivery().job().run(), (run, count) -> count - 1);
      }
      finished.forEach(open::remove);
      underWay = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    batch.forEach(end -> end.told().complete(null));
  }

  /** Nothing is written any more: whoever waits is told. */
  private void fail() {
    List<End> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(
        end ->
            end.told()
                .completeExceptionally(
                    new IllegalStateException(
                        "the queue's connection was closed before the end of "
                            + end.delivery()
                            + " was stored")));
  }

  /** Writes what is waiting, for this long at most. */
  void flush(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (left > 0 && (!waiting.isEmpty() || underWay > 0)) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
