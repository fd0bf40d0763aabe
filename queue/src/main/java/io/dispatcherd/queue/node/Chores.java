package io.dispatcherd.queue.node;

import io.dispatcherd.queue.store.Beat;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.Upkeep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service sees to beside its jobs: it takes over from services that have died, lets jobs go
 * on that waited for it, makes partitions, drops history. Every service does; locks in the database
 * keep two from doing the same at once. A step that fails stops no other and is tried again.
 *
 * <p>One thread of its own, on a connection of its own, so that a heartbeat never waits for it.
 */
final class Chores implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Chores.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration STATISTICS = Duration.ofHours(1);
  private static final Duration FOLLOWING = Duration.ofMinutes(1);
  private static final int ADOPTED_AT_ONCE = 1000;
  private static final int ROUNDS_AT_ONCE = 20;
  private static final long LAST_MILLIS = 500;

  /** Something to do. Returns how long to wait until it is to be done again. */
  @FunctionalInterface
  private interface Work {
    Duration run() throws SQLException;
  }

  /** A step, and when it is due. Its time is guarded by the lock. */
  private static final class Step {
    final String name;
    final Work work;
    long dueAt;

    Step(String name, Work work, Duration first) {
      this.name = name;
      this.work = work;
      dueAt = System.nanoTime() + first.toNanos();
    }
  }

  private static final Duration WHEN_ASKED = Duration.ofDays(3650);

  private final QueueStore store;
  private final Upkeep upkeep;
  private final StoreConnection connection;
  private final NodeSettings settings;
  private final ServiceLease lease;
  private final LostJobs lost;
  private final Supplier<Map<Upkeep.Ended, Long>> ended;
  private final Runnable onReady;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Step adopt = new Step("Adopting jobs", this::adopt, WHEN_ASKED);
  private final Step rescue = new Step("Rescuing jobs", this::rescue, WHEN_ASKED);
  private final Step follow = new Step("Following jobs that died", this::follow, Duration.ZERO);
  private final List<Step> steps;
  private final Thread thread;

  /**
   * Numbers that could not be stored yet. Owned by the thread, and by close once that has ended.
   */
  private final Map<Upkeep.Ended, Long> uncounted = new HashMap<>();

  /** Guards the times of the steps, and whether this is closed. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private boolean closed;

  /**
   * @param lost follows jobs that died with their service
   * @param ended takes the numbers of ended jobs that aren't stored yet
   * @param onReady run when jobs may have become ready
   */
  Chores(
      QueueStore store,
      Upkeep upkeep,
      StoreConnection connection,
      NodeSettings settings,
      ServiceLease lease,
      LostJobs lost,
      Supplier<Map<Upkeep.Ended, Long>> ended,
      Runnable onReady) {
    this.store = store;
    this.upkeep = upkeep;
    this.connection = connection;
    this.settings = settings;
    this.lease = lease;
    this.lost = lost;
    this.ended = ended;
    this.onReady = onReady;
    steps =
        List.of(
            adopt,
            rescue,
            follow,
            new Step("Making partitions", this::makePartitions, Duration.ZERO),
            new Step("Counting ended jobs", this::count, settings.heartbeat()),
            new Step("Dropping history", this::dropHistory, jittered(historyPause())),
            new Step("Taking statistics", this::takeStatistics, jittered(Duration.ofMinutes(2))));
    thread = new Thread(this::run, "pg_queue-chores");
    thread.setDaemon(true);
    thread.start();
  }

  /** A heartbeat found this. */
  void seen(Beat beat) {
    if (beat.hasUndeclared()) {
      dueIn(adopt, Duration.ZERO);
    }
    if (beat.hasOrphans()) {
      dueIn(rescue, Duration.ZERO);
    } else {
      beat.nextExpiry()
          .filter(left -> left.compareTo(settings.heartbeat()) < 0)
          .ifPresent(left -> dueIn(rescue, left.plusMillis(10)));
    }
  }

  /** At the given time, unless it is due before. */
  private void dueIn(Step step, Duration pause) {
    lock.lock();
    try {
      long at = System.nanoTime() + pause.toNanos();
      if (at - step.dueAt < 0) {
        step.dueAt = at;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        for (Step step : awaitDue()) {
          if (isClosed()) {
            return;
          }
          run(step);
        }
        if (isClosed()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Step> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        List<Step> due = steps.stream().filter(step -> step.dueAt - now <= 0).toList();
        if (!due.isEmpty()) {
          due.forEach(step -> step.dueAt = now + WHEN_ASKED.toNanos());
          return due;
        }
        long left = steps.stream().mapToLong(step -> step.dueAt - now).min().orElseThrow();
        var unused = changed.awaitNanos(left);
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void run(Step step) {
    Duration pause = jittered(AFTER_FAILURE);
    try {
      pause = step.work.run();
    } catch (SQLException e) {
      if (isClosed()) {
        return;
      }
      if (String.valueOf(e.getSQLState()).equals("55P03")) {
        log.debug("{}: a lock isn't free; it is tried again", step.name);
      } else {
        log.warn("{} failed, and is tried again: {}", step.name, e.getMessage());
      }
    } catch (RuntimeException e) {
      log.error("{} failed, and is tried again", step.name, e);
    }
    dueIn(step, pause);
  }

  private Duration adopt() throws SQLException {
    int moved = connection.call(LIMIT, on -> store.adopt(on, lease.service(), ADOPTED_AT_ONCE));
    if (moved > 0) {
      log.info("{} jobs can run now that a service declares their task", moved);
      onReady.run();
    }
    return moved == ADOPTED_AT_ONCE ? Duration.ZERO : WHEN_ASKED;
  }

  private Duration rescue() throws SQLException {
    Duration early = lease.untilProven();
    if (early.compareTo(Duration.ZERO) > 0 || !lease.isSure()) {
      // After an outage all leases look expired: others get the time to renew theirs.
      return early.compareTo(settings.heartbeat()) < 0 && !early.isNegative()
          ? early
          : settings.heartbeat();
    }
    int rescued =
        connection.call(
            LIMIT, on -> store.rescue(on, lease.service(), settings.retries().maxAttempts()));
    if (rescued > 0) {
      log.warn("{} jobs of services that died run again", rescued);
      onReady.run();
    }
    dueIn(follow, Duration.ZERO);
    return WHEN_ASKED;
  }

  private Duration follow() throws SQLException {
    int submitted = lost.follow();
    if (submitted > 0) {
      log.info("{} errbacks of jobs that died with their service are submitted", submitted);
      onReady.run();
    }
    return jittered(FOLLOWING);
  }

  private Duration makePartitions() throws SQLException {
    Duration length = settings.history().partition();
    connection.call(LIMIT, on -> upkeep.makePartitions(on, length));
    Duration half = length.dividedBy(2);
    return jittered(half.compareTo(Duration.ofMinutes(10)) < 0 ? half : Duration.ofMinutes(10));
  }

  private Duration dropHistory() throws SQLException {
    History history = settings.history();
    for (int i = 0; i < ROUNDS_AT_ONCE && !isClosed(); i++) {
      if (!connection.call(
          LIMIT, on -> upkeep.dropPartition(on, history.keepDone(), history.keepDead()))) {
        break;
      }
    }
    for (int i = 0; i < ROUNDS_AT_ONCE && !isClosed(); i++) {
      if (!connection.call(LIMIT, on -> upkeep.prune(on, history.keepDone(), history.keepDead()))) {
        break;
      }
    }
    return jittered(historyPause());
  }

  private Duration historyPause() {
    Duration tenth = settings.history().keepDone().dividedBy(10);
    Duration most = tenth.compareTo(Duration.ofMinutes(1)) < 0 ? tenth : Duration.ofMinutes(1);
    return most.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : most;
  }

  private Duration takeStatistics() throws SQLException {
    connection.call(
        LIMIT,
        on -> {
          upkeep.takeStatistics(on);
          return true;
        });
    return jittered(STATISTICS);
  }

  private Duration count() throws SQLException {
    ended.get().forEach((what, number) -> uncounted.merge(what, number, Long::sum));
    if (!uncounted.isEmpty()) {
      connection.call(
          LIMIT,
          on -> {
            upkeep.countEnded(on, uncounted);
            return true;
          });
      uncounted.clear();
    }
    return settings.heartbeat();
  }

  /** Up to a quarter more or less, so that services don't do it all at the same time. */
  private Duration jittered(Duration pause) {
    return Duration.ofNanos((long) (pause.toNanos() * (0.75 + random.nextDouble() / 2)));
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Cuts off what is under way, but stores the last numbers. */
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
      thread.join(LAST_MILLIS);
      if (!thread.isAlive()) {
        count();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      log.debug("The last numbers of ended jobs are lost", e);
    }
    connection.close();
  }
}
