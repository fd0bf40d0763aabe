package io.dispatcherd.service;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the state of a service. Everybody else posts events; it hands them to
 * its owner one by one, and wakes it when something is due by the clock.
 */
final class EventLoop {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

  /** After so many events in a row the clock gets its turn, however many more there are. */
  private static final int BATCH = 1_000;

  /** No wait is longer, so that a deadline may lie as far ahead as an {@link Instant} can. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** What fails by the clock is tried again only so soon, so that a bug doesn't make it spin. */
  private static final Duration PAUSE_AFTER_BUG = Duration.ofSeconds(1);

  /** What lives on the loop. All of it is called on the loop's thread only. */
  interface Owner {
    void handle(Event event, Instant now);

    /** Called when {@link #nextDeadline} has come. */
    void tick(Instant now);

    /** Called before the loop waits: at its start, and when the events at hand are handled. */
    void settle(Instant now);

    Instant nextDeadline();

    /** Whether there is nothing left to do. */
    boolean isDone();
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final InstantSource clock;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final AtomicLong errors = new AtomicLong();
  private final LimitHits hits;

  /** Permits for events from outside that wait. */
  private final Semaphore room;

  /**
   * @param maxFromOutside how many events {@linkplain Event#isFromOutside from outside} may wait
   */
  EventLoop(InstantSource clock, int maxFromOutside, LimitHits hits) {
    this.clock = clock;
    this.hits = hits;
    room = new Semaphore(maxFromOutside);
  }

  /**
   * Queues an event; one that comes too late is {@linkplain Event#missed missed}. Any thread. Only
   * with an event from outside it may have to wait for room.
   */
  void post(Event event) {
    if (event.isFromOutside() && !room.tryAcquire()) {
      hits.hit(
          Limit.UNDECIDED_MESSAGES,
          "Messages come faster than they are decided about, their broker has to wait");
      room.acquireUninterruptibly();
    }
    events.add(event);
    if (done.isDone()) {
      missAll();
    }
  }

  /** The moment that its owner would be told. Any thread. */
  Instant now() {
    return clock.instant();
  }

  /** Starts the thread. */
  void start(Owner owner) {
    Thread.ofPlatform().name("event-loop").start(() -> run(owner));
  }

  /** Waits until the owner is done. */
  void awaitDone() {
    done.join();
  }

  /** Bugs that came to light on the loop; the service goes on after each. */
  long errorCount() {
    return errors.get();
  }

  private void run(Owner owner) {
    try {
      guard(() -> owner.settle(clock.instant()));
      Instant pausedUntil = Instant.MIN;
      while (!owner.isDone()) {
        Event event = next(later(owner.nextDeadline(), pausedUntil));
        for (int handled = 0; event != null; handled++) {
          Event current = event;
          guard(() -> owner.handle(current, clock.instant()));
          event = handled < BATCH ? taken(events.poll()) : null;
        }
        Instant now = clock.instant();
        if (!now.isBefore(later(owner.nextDeadline(), pausedUntil))) {
          boolean failed = !guard(() -> owner.tick(now));
          pausedUntil = failed ? now.plus(PAUSE_AFTER_BUG) : Instant.MIN;
        }
        guard(() -> owner.settle(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.complete(null);
      missAll();
    }
  }

  private @Nullable Event next(Instant deadline) throws InterruptedException {
    Instant now = clock.instant();
    if (!now.isBefore(deadline)) {
      return taken(events.poll());
    }
    Duration wait =
        deadline.isAfter(now.plus(LONGEST_WAIT)) ? LONGEST_WAIT : Duration.between(now, deadline);
    return taken(events.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
  }

  private @Nullable Event taken(@Nullable Event event) {
    if (event != null) {
      event.taken();
      if (event.isFromOutside()) {
        room.release();
      }
    }
    return event;
  }

  private void missAll() {
    for (Event event = taken(events.poll()); event != null; event = taken(events.poll())) {
      event.missed();
    }
  }

  /**
   * Does something that may fail without harm to anything else. Errors are caught too: a service
   * whose loop has died looks alive and does nothing.
   *
   * @return whether it succeeded
   */
  private boolean guard(Runnable step) {
    try {
      step.run();
      return true;
    } catch (RuntimeException | Error e) {
      errors.incrementAndGet();
      log.error("A bug, please report it. The service goes on.", e);
      return false;
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
