package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.Lease;
import io.dispatcherd.queue.store.Beat;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.Registered;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's lease on all that it has taken: one row, renewed with each heartbeat. If it can't be
 * renewed, the service takes nothing more and lets go of what it has before others may take over.
 *
 * <p>Its times are counted from before a heartbeat is sent, so that this side always ends first.
 * One thread renews it, another watches the clock, whatever the first one waits for.
 */
final class ServiceLease implements Lease, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceLease.class);
  private static final Duration LIMIT = Duration.ofMillis(2500);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  /** Whom to tell how it stands with the lease; called by the lease's threads. */
  interface Observer {
    /** It was renewed, and this was seen. */
    void renewed(Beat beat);

    /** It can't be renewed for now: what runs is to be interrupted. */
    void inDoubt(Instant end);

    /** It is over, unless it has been renewed since it was in doubt: nothing runs any more. */
    void over();

    /** Others have taken over, and the service has a new identity. */
    void takenOver();
  }

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
  private final ScheduledExecutorService threads;
  private final AtomicReference<Held> held = new AtomicReference<>();
  private final AtomicReference<Observer> observer = new AtomicReference<>();

  /** The last thing that a beat does is to schedule the next, so there is one at a time. */
  private final Outage outage = new Outage(log);

  /** Failures in a row. Owned by the beat. */
  private int failures;

  /** When what was let go of has ended for certain; 0 if nothing was. Owned by the check. */
  private long overAt;

  /** Which lease was in doubt, by its renewal. Owned by the check. */
  private long doubted;

  /** Registers a service. */
  ServiceLease(
      QueueStore store,
      StoreConnection connection,
      NodeSettings settings,
      String node,
      Set<String> tasks)
      throws SQLException {
    this.store = store;
    this.connection = connection;
    this.settings = settings;
    this.node = node;
    this.tasks = tasks;
    held.set(register());
    doubted = held.get().renewed() - 1;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newScheduledThreadPool(
            2,
            work -> {
              Thread thread = new Thread(work, "pg_queue-heartbeat-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to renew it. */
  void start(Observer told) {
    observer.set(told);
    long check = Math.max(20, Math.min(500, settings.leaseTtl().toMillis() / 30));
    // The first beat is at once: jobs may wait for a service that declares their task.
    beatIn(Duration.ZERO);
    var unused =
        threads.scheduleWithFixedDelay(
            () -> guarded(this::check), check, check, TimeUnit.MILLISECONDS);
  }

  /** The identity in use. */
  long service() {
    return held.get().service().service();
  }

  /** Whether something may be taken: the lease stands for a while yet. */
  boolean isSure() {
    return since(held.get().renewed()).compareTo(doubtAfter()) < 0;
  }

  /** Whether it has stood without a gap for so long that others would have renewed theirs. */
  Duration untilProven() {
    return settings.leaseTtl().minus(since(held.get().since()));
  }

  @Override
  public Instant until() {
    return Instant.now().plus(settings.leaseTtl().minus(since(held.get().renewed())));
  }

  private Duration doubtAfter() {
    return settings.leaseTtl().multipliedBy(2).dividedBy(3);
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private Held register() throws SQLException {
    long now = System.nanoTime();
    Registered registered =
        connection.call(
            LIMIT,
            on -> store.register(on, node, settings.queues().keySet(), tasks, settings.leaseTtl()));
    return new Held(registered, now, now);
  }

  private void beatIn(Duration pause) {
    try {
      var unused =
          threads.schedule(() -> guarded(this::beat), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("No further heartbeat: the service stops");
    }
  }

  /** A scheduled task that throws is never run again. */
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      log.error("Looking after the queue's lease failed", e);
    }
  }

  private void beat() {
    Duration pause = settings.heartbeat();
    try {
      renew();
      failures = 0;
      outage.over();
    } catch (SQLException e) {
      // The first time at once: it may be no more than a connection that was cut.
      failures++;
      pause = failures == 1 ? Duration.ZERO : AFTER_FAILURE;
      outage.failed("The queue's lease can't be renewed", e);
    } finally {
      beatIn(pause.compareTo(settings.heartbeat()) < 0 ? pause : settings.heartbeat());
    }
  }

  private void renew() throws SQLException {
    Held before = held.get();
    long now = System.nanoTime();
    Beat beat =
        connection.call(
            LIMIT, on -> store.beat(on, before.service().service(), settings.leaseTtl()));
    if (!beat.isRenewed()) {
      log.warn("Others have taken over what this service had, since its lease was over");
      held.set(register());
      tell(Observer::takenOver);
      return;
    }
    boolean gap = Duration.ofNanos(now - before.renewed()).compareTo(settings.leaseTtl()) >= 0;
    held.set(new Held(before.service(), gap ? now : before.since(), now));
    tell(told -> told.renewed(beat));
  }

  private void check() {
    Held current = held.get();
    if (doubted != current.renewed() && since(current.renewed()).compareTo(doubtAfter()) >= 0) {
      doubted = current.renewed();
      overAt = current.renewed() + settings.leaseTtl().toNanos();
      log.error(
          "The queue's lease could not be renewed for {} ms: nothing more is taken, and what runs"
              + " is interrupted",
          since(current.renewed()).toMillis());
      Instant end = Instant.now().plusNanos(overAt - System.nanoTime());
      tell(told -> told.inDoubt(end));
    }
    if (overAt != 0 && System.nanoTime() - overAt >= 0) {
      overAt = 0;
      tell(Observer::over);
    }
  }

  private void tell(Consumer<Observer> what) {
    Observer told = observer.get();
    if (told != null) {
      what.accept(told);
    }
  }

  /**
   * Ends it.
   *
   * @param defaultAttempts how many starts a job has that says nothing itself
   */
  void leave(int defaultAttempts) {
    try {
      connection.call(
          LIMIT,
          on -> {
            store.leave(on, service(), defaultAttempts);
            return true;
          });
    } catch (SQLException e) {
      log.warn(
          "What this service had is offered to others only when its lease is over: {}",
          e.getMessage());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        log.debug("A heartbeat is still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave(settings.retries().maxAttempts());
  }
}
