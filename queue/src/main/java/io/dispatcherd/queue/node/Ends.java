package io.dispatcherd.queue.node;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Completions;
import io.dispatcherd.queue.store.FollowUp;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.RunEnd;
import io.dispatcherd.queue.store.Upkeep;
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
import org.jspecify.annotations.Nullable;
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
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final int LARGEST_BATCH = 500;
  private static final String CLOSED =
      "the queue's connection was closed before the end of %s was stored";

  /** With more than this unwritten, nothing more is to be taken. */
  private static final int MOST_UNWRITTEN = 10_000;

  private static final long MOST_UNWRITTEN_CHARACTERS = 32L << 20;

  /**
   * @param isStored whether the task says that it has stored it itself
   */
  private record End(
      QueueDelivery delivery,
      Optional<RunEnd> run,
      boolean isStored,
      CompletableFuture<Void> told) {
    /** About how much memory it takes. */
    long characters() {
      return run.map(it -> length(it.result()) + length(it.error())).orElse(0L);
    }

    private static long length(@Nullable String text) {
      return text == null ? 0 : text.length();
    }
  }

  /** How long to wait before an open transaction of a task is looked at again. */
  private static final long UNDECIDED_MILLIS = 300;

  private final QueueStore store;
  private final Completions completions;
  private final Followers followers;
  private final StoreConnection connection;
  private final Endings endings;
  private final LongSupplier service;
  private final Runnable onRoom;
  private final Thread writer;
  private final Outage outage = new Outage(log);

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final ArrayDeque<End> waiting = new ArrayDeque<>();

  /** The jobs of each run whose end isn't written. */
  private final Map<Long, Set<Long>> open = new HashMap<>();

  /** How many jobs ended for good, since somebody asked. */
  private Map<Upkeep.Ended, Long> counts = new HashMap<>();

  /** Of the ends that wait. */
  private long characters;

  private int underWay;

  /** Ends that are looked at again in a moment. */
  private int later;

  private boolean isFull;
  private boolean closed;

  /**
   * @param service the identity in use
   * @param onRoom run when there is room again for further ends
   */
  Ends(
      QueueStore store,
      Completions completions,
      Followers followers,
      StoreConnection connection,
      Endings endings,
      LongSupplier service,
      Runnable onRoom,
      String name) {
    this.store = store;
    this.completions = completions;
    this.followers = followers;
    this.connection = connection;
    this.endings = endings;
    this.service = service;
    this.onRoom = onRoom;
    writer = new Thread(this::write, name);
    writer.setDaemon(true);
    writer.start();
  }

  /** These jobs are the service's now. */
  void taken(List<ClaimedJob> jobs) {
    lock.lock();
    try {
      jobs.forEach(job -> open.computeIfAbsent(job.run(), run -> new HashSet<>()).add(job.id()));
    } finally {
      lock.unlock();
    }
  }

  /** The jobs of each run whose end isn't written. */
  Map<Long, Set<Long>> open() {
    lock.lock();
    try {
      Map<Long, Set<Long>> copy = new HashMap<>();
      open.forEach((run, jobs) -> copy.put(run, Set.copyOf(jobs)));
      return copy;
    } finally {
      lock.unlock();
    }
  }

  /** These runs aren't the service's any more. */
  void forget(Set<Long> runs) {
    lock.lock();
    try {
      runs.forEach(open::remove);
    } finally {
      lock.unlock();
    }
  }

  /** How many jobs ended for good, and how, since this was asked last. */
  Map<Upkeep.Ended, Long> takeCounts() {
    lock.lock();
    try {
      Map<Upkeep.Ended, Long> taken = counts;
      counts = new HashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Whether more may be taken: the database keeps up with the ends. */
  boolean hasRoom() {
    lock.lock();
    try {
      isFull = waiting.size() + underWay > MOST_UNWRITTEN || characters > MOST_UNWRITTEN_CHARACTERS;
      return !isFull;
    } finally {
      lock.unlock();
    }
  }

  /** A job ended. Does nothing once this is closed. */
  CompletionStage<Void> add(QueueDelivery delivery, Acknowledgement acknowledgement) {
    End end =
        new End(
            delivery,
            endings.of(delivery, acknowledgement),
            acknowledgement instanceof Acknowledgement.Completed,
            new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        // The job may be with another service by now.
        return Acknowledgeable.ACKNOWLEDGED;
      }
      waiting.add(end);
      characters += end.characters();
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
          outage.over();
          pause = FIRST_PAUSE;
          most = Math.min(LARGEST_BATCH, most * 2);
        } catch (SQLException e) {
          outage.failed("The ends of %d runs could not be stored".formatted(batch.size()), e);
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
        End end = waiting.remove();
        characters -= end.characters();
        batch.add(end);
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
        characters += batch.get(i).characters();
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

  private void tell(List<End> all) throws SQLException {
    List<End> undecided = new ArrayList<>();
    List<End> batch = decided(all, undecided);
    List<RunEnd> runs = new ArrayList<>();
    List<FollowUp> following = new ArrayList<>();
    List<ClaimedJob> back = new ArrayList<>();
    for (End end : batch) {
      if (end.isStored()) {
        continue;
      }
      end.run().ifPresentOrElse(runs::add, () -> back.add(end.delivery().job()));
      end.run().ifPresent(run -> following.addAll(following(end.delivery(), run)));
    }
    Set<Long> finished = finishedWith(batch);
    long identity = service.getAsLong();
    if (!back.isEmpty() || (runs.isEmpty() && !finished.isEmpty())) {
      Set<Long> now = runs.isEmpty() ? finished : Set.of();
      connection.call(
          LIMIT,
          on -> {
            store.giveBack(on, identity, back, now);
            return true;
          });
    }
    Set<Long> refused = Set.of();
    if (!runs.isEmpty()) {
      refused =
          connection.call(
              LIMIT,
              on ->
                  following.isEmpty()
                      ? store.finish(on, identity, runs, finished)
                      : completions.finish(on, identity, runs, finished, following));
      if (!refused.isEmpty()) {
        log.warn(
            "{} ended runs are refused: their lease was over, and others have taken the jobs",
            refused.size());
      }
    }
    told(batch, finished, refused);
    undecided.forEach(this::addLater);
    if (!following.isEmpty()) {
      onRoom.run();
    }
  }

  /** What follows from the last end of a job. */
  private List<FollowUp> following(QueueDelivery delivery, RunEnd run) {
    if (run.again() != null) {
      return List.of();
    }
    return switch (run.outcome()) {
      case DONE -> follow(run, followers.of(delivery.payload(), delivery.channel(), true));
      case FAILED, TIMED_OUT, LOST ->
          follow(run, followers.of(delivery.payload(), delivery.channel(), false));
      case CANCELLED, SNOOZED, DISCARDED, GIVEN_BACK -> List.of();
    };
  }

  private static List<FollowUp> follow(RunEnd run, List<NewJob> jobs) {
    return jobs.stream()
        .map(job -> new FollowUp(run.job().id(), run.job().run(), run.outcome(), job))
        .toList();
  }

  /**
   * Those whose end is certain: what tasks have stored themselves is there, or was rolled back.
   *
   * @param undecided where those go whose transaction is still open
   */
  private List<End> decided(List<End> all, List<End> undecided) throws SQLException {
    List<End> stored = all.stream().filter(End::isStored).toList();
    if (stored.isEmpty()) {
      return all;
    }
    List<ClaimedJob> jobs = stored.stream().map(end -> end.delivery().job()).toList();
    List<Completions.Stored> answers =
        connection.call(LIMIT, on -> completions.completed(on, jobs));
    List<End> decided = new ArrayList<>(all);
    decided.removeAll(stored);
    for (int i = 0; i < stored.size(); i++) {
      End end = stored.get(i);
      switch (answers.get(i)) {
        case YES -> decided.add(end);
        case NO ->
            decided.add(
                new End(end.delivery(), endings.rolledBack(end.delivery()), false, end.told()));
        case UNDECIDED -> undecided.add(end);
      }
    }
    return decided;
  }

  private void addLater(End end) {
    lock.lock();
    try {
      later++;
    } finally {
      lock.unlock();
    }
    CompletableFuture.delayedExecutor(UNDECIDED_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> addAgain(end));
  }

  private void addAgain(End end) {
    boolean isLost;
    lock.lock();
    try {
      later--;
      isLost = closed;
      if (!isLost) {
        waiting.add(end);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (isLost) {
      end.told().completeExceptionally(new IllegalStateException(CLOSED.formatted(end.delivery())));
    }
  }

  /** The runs of which nothing is left once these have ended. */
  private Set<Long> finishedWith(List<End> batch) {
    Map<Long, Set<Long>> ending = new HashMap<>();
    for (End end : batch) {
      ClaimedJob job = end.delivery().job();
      ending.computeIfAbsent(job.run(), run -> new HashSet<>()).add(job.id());
    }
    Set<Long> finished = new HashSet<>();
    lock.lock();
    try {
      ending.forEach(
          (run, jobs) -> {
            if (jobs.containsAll(open.getOrDefault(run, Set.of()))) {
              finished.add(run);
            }
          });
    } finally {
      lock.unlock();
    }
    return finished;
  }

  private void told(List<End> batch, Set<Long> finished, Set<Long> refused) {
    boolean hasRoomAgain;
    lock.lock();
    try {
      for (End end : batch) {
        ClaimedJob job = end.delivery().job();
        Set<Long> left = open.get(job.run());
        if (left != null) {
          left.remove(job.id());
        }
        end.run()
            .filter(run -> run.again() == null && !refused.contains(job.id()))
            .ifPresent(
                run -> counts.merge(new Upkeep.Ended(job.queue(), run.outcome()), 1L, Long::sum));
      }
      finished.forEach(open::remove);
      underWay = 0;
      hasRoomAgain = isFull && waiting.size() < MOST_UNWRITTEN / 2;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (hasRoomAgain) {
      onRoom.run();
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
                    new IllegalStateException(CLOSED.formatted(end.delivery()))));
  }

  /** Writes what is waiting, for this long at most. */
  void flush(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (left > 0 && (!waiting.isEmpty() || underWay > 0 || later > 0)) {
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
