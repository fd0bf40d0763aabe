package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.Lease;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.Registered;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's lease on all that it has taken: one row, renewed with each heartbeat. If it can't be
 * renewed, the service takes nothing more and lets go of what it has before others may take over.
 *
 * <p>Its times are counted from before a heartbeat is sent, so that this side always ends first.
 */
final class ServiceLease implements Lease, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceLease.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int ADOPTED_AT_ONCE = 1000;

  /**
   * @param service the identity
   * @param since when it has stood without a gap, of {@link System#nanoTime}
   * @param renewed when it was last renewed, of {@link System#nanoTime}
   */
  private record Held(Registered service, long since, long renewed) {}

  private final QueueStore store;
  private final StoreConnection connection;
  private final NodeSettings settings;
  private final String node;
  private final Set<String> tasks;
  private final Runnable onDoubt;
  private final Runnable onTakenOver;
  private final ScheduledExecutorService heart;
  private final AtomicReference<Held> held = new AtomicReference<>();

  /** What the heart does again and again. */
  private List<ScheduledFuture<?>> beats = List.of();

  /** Whether the service has been told to let go. Owned by the heart's thread. */
  private boolean inDoubt;

  /**
   * Registers a service.
   *
   * @param onDoubt called when the lease can't be renewed in time
   * @param onTakenOver called when others have taken over, and the service has a new identity
   */
  ServiceLease(
      QueueStore store,
      StoreConnection connection,
      NodeSettings settings,
      String node,
      Set<String> tasks,
      Runnable onDoubt,
      Runnable onTakenOver)
      throws SQLException {
    this.store = store;
    this.connection = connection;
    this.settings = settings;
    this.node = node;
    this.tasks = tasks;
    this.onDoubt = onDoubt;
    this.onTakenOver = onTakenOver;
    held.set(register());
    heart =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "pg_queue-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to renew it. */
  void start() {
    long period = settings.heartbeat().toMillis();
    long check = Math.max(50, settings.leaseTtl().toMillis() / 30);
    // The first look is at once: jobs may wait for a service that declares their task.
    beats =
        List.of(
            heart.scheduleWithFixedDelay(this::beat, 0, period, TimeUnit.MILLISECONDS),
            heart.scheduleWithFixedDelay(this::check, check, check, TimeUnit.MILLISECONDS));
  }

  /** The identity in use. */
  long service() {
    return held.get().service().service();
  }

  /** The last request before the service began. */
  long lastRequest() {
    return held.get().service().lastRequest();
  }

  /** Whether something may be taken: the lease stands for a while yet. */
  boolean isSure() {
    return sinceRenewal().compareTo(doubtAfter()) < 0;
  }

  @Override
  public Instant until() {
    return Instant.now().plus(settings.leaseTtl().minus(sinceRenewal()));
  }

  private Duration doubtAfter() {
    return settings.leaseTtl().multipliedBy(2).dividedBy(3);
  }

  private Duration sinceRenewal() {
    return Duration.ofNanos(System.nanoTime() - held.get().renewed());
  }

  private Held register() throws SQLException {
    long now = System.nanoTime();
    Registered registered =
        connection.call(
            LIMIT,
            on -> store.register(on, node, settings.queues().keySet(), tasks, settings.leaseTtl()));
    return new Held(registered, now, now);
  }

  private void beat() {
    try {
      Held before = held.get();
      long now = System.nanoTime();
      boolean renewed =
          connection.call(
              LIMIT, on -> store.beat(on, before.service().service(), settings.leaseTtl()));
      if (!renewed) {
        log.warn("Others have taken over what this service had, since its lease was over");
        held.set(register());
        inDoubt = false;
        onTakenOver.run();
        return;
      }
      boolean gap = Duration.ofNanos(now - before.renewed()).compareTo(settings.leaseTtl()) >= 0;
      held.set(new Held(before.service(), gap ? now : before.since(), now));
      inDoubt = false;
      look();
    } catch (SQLException e) {
      log.warn("The queue's lease can't be renewed: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      // A scheduled task that throws is never run again.
      log.error("Renewing the queue's lease failed", e);
    }
  }

  /** What any service sees to besides; each on its own, so that one that fails stops no other. */
  private void look() {
    attempt("Adopting jobs", this::adopt);
    Held current = held.get();
    Duration stood = Duration.ofNanos(System.nanoTime() - current.since());
    if (stood.compareTo(settings.leaseTtl()) >= 0) {
      attempt("Rescuing jobs", this::rescue);
    }
  }

  private int adopt() throws SQLException {
    return connection.call(
        Duration.ofSeconds(30), on -> store.adopt(on, service(), ADOPTED_AT_ONCE));
  }

  private int rescue() throws SQLException {
    int rescued =
        connection.call(
            Duration.ofSeconds(30),
            on -> store.rescue(on, service(), settings.retries().maxAttempts()));
    if (rescued > 0) {
      log.warn("{} jobs of services that died run again", rescued);
    }
    return rescued;
  }

  @FunctionalInterface
  private interface Step {
    int run() throws SQLException;
  }

  private static void attempt(String what, Step step) {
    try {
      int done = step.run();
      if (done > 0) {
        log.debug("{}: {}", what, done);
      }
    } catch (SQLException | RuntimeException e) {
      log.warn("{} failed: {}", what, e.getMessage());
    }
  }

  private void check() {
    if (!inDoubt && !isSure()) {
      inDoubt = true;
      log.error(
          "The queue's lease could not be renewed for {} s: nothing more is taken, and what runs is"
              + " interrupted",
          sinceRenewal().toSeconds());
      onDoubt.run();
    }
  }

  @Override
  public void close() {
    beats.forEach(beat -> beat.cancel(false));
    heart.shutdownNow();
    try {
      heart.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      connection.call(
          LIMIT,
          on -> {
            store.leave(on, service(), settings.retries().maxAttempts());
            return true;
          });
    } catch (SQLException e) {
      log.warn(
          "What this service had is offered to others only when its lease is over: {}",
          e.getMessage());
    }
  }
}
