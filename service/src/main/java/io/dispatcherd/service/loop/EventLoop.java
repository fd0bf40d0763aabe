package io.dispatcherd.service.loop;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events one by one to the owner of a service's state, and wakes it when something is due by
 * the clock. The owner is called by one thread at a time: the loop thread, or, when the loop is
 * idle, the thread that delivers the event (this saves a wake-up).
 */
public final class EventLoop {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

  /** After this many events in a row the loop checks the clock, even if more are waiting. */
  private static final int BATCH = 1_000;

  /** No wait is longer, so that a deadline may lie as far ahead as an {@link Instant} can. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /**
   * Pause before a timed action that failed is tried again, so that a bug doesn't make the loop
   * spin.
   */
  private static final Duration PAUSE_AFTER_BUG = Duration.ofSeconds(1);

  /** The owner of the loop's state. Called by one thread at a time. */
  public interface Owner {
    void handle(Event event, Instant now);

    /** Called when {@link #nextDeadline} has come. */
    void tick(Instant now);

    /** Called before the loop waits: at its start, and when all queued events have been handled. */
    void afterEvents(Instant now);

    Instant nextDeadline();

    /** Whether there is nothing left to do. */
    boolean isDone();
  }

  /** How the loop's thread waits. */
  interface Parking {
    /** Returns when the time is over or the calling thread is woken, perhaps sooner. */
    void park(Duration atMost) throws InterruptedException;

    /** Ends the wait of a thread, or its next one. */
    void unpark(@Nullable Thread thread);
  }

  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final AtomicLong errors = new AtomicLong();
  private final LimitHits hits;

  /** Permits for events from outside that wait. */
  private final Semaphore room;

  /** Held while calling the owner: guards it, and so all state of the service. */
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * Whether the loop's thread waits, or is about to. A thread that changes what it waits for must
   * wake it.
   */
  private volatile boolean isWaiting;

  /** Until when it waits if no event comes. Written with the turn held. */
  private volatile Instant wakeAt = Instant.MAX;

  /** Guarded by the turn; null before the start. */
  private @Nullable Owner owner;

  /** Set by the thread itself: whoever sees it wait must be able to wake it. */
  private volatile @Nullable Thread thread;

  private final Parking parking;

  /**
   * @param maxFromOutside how many events {@linkplain Event#isFromOutside from outside} may wait
   */
  public EventLoop(InstantSource clock, int maxFromOutside, LimitHits hits) {
    this(clock, maxFromOutside, hits, new ThreadParking());
  }

  EventLoop(InstantSource clock, int maxFromOutside, LimitHits hits, Parking parking) {
    this.clock = clock;
    this.hits = hits;
    this.parking = parking;
    room = new Semaphore(maxFromOutside);
  }

  /**
   * Queues an event; one that comes too late is {@linkplain Event#missed missed}. Any thread. Only
   * with an event from outside it may have to wait for room.
   */
  public void post(Event event) {
    if (event.isFromOutside() && !room.tryAcquire()) {
      hits.hit(
          Limit.UNDECIDED_MESSAGES,
          "The backlog of undecided messages is full; pausing the broker");
      room.acquireUninterruptibly();
    }
    events.add(event);
    wake();
    if (done.isDone()) {
      missAll();
    }
  }

  /**
   * Has an event handled at once on this thread, if there is nothing else to do; else it is {@link
   * #post posted}. Use this for a single event; it avoids waking the loop thread.
   */
  void handleInline(Event event) {
    if (!events.isEmpty() || !turn.tryLock()) {
      post(event);
      return;
    }
    boolean handled = false;
    try {
      // Earlier events have been handled: a thread that handles one holds the turn.
      if (owner != null && !done.isDone() && !isDone(owner) && events.isEmpty()) {
        handle(owner, event);
        endTurn(owner);
        handled = true;
      }
    } finally {
      turn.unlock();
    }
    if (!handled) {
      post(event);
    }
  }

  /** The time by the loop's clock. Any thread. */
  public Instant now() {
    return clock.instant();
  }

  /** Starts the thread. */
  public void start(Owner newOwner) {
    Thread.ofPlatform().name("event-loop").start(() -> run(newOwner));
  }

  /** Waits until the owner is done. */
  public void awaitDone() {
    done.join();
  }

  /** Bugs that came to light on the loop; the service goes on after each. */
  public long errorCount() {
    return errors.get();
  }

  /** What the loop's thread does. */
  void run(Owner newOwner) {
    thread = Thread.currentThread();
    try {
      while (takeTurn(newOwner)) {
        awaitWork();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.complete(null);
      missAll();
    }
  }

  /**
   * Handles the queued events, and what is due.
   *
   * @return whether the owner has more to do
   */
  private boolean takeTurn(Owner its) {
    turn.lock();
    try {
      owner = its;
      for (int handled = 0; handled < BATCH && !isDone(its); handled++) {
        Event event = taken(events.poll());
        if (event == null) {
          break;
        }
        handle(its, event);
      }
      endTurn(its);
      return !isDone(its);
    } finally {
      turn.unlock();
    }
  }

  private void handle(Owner its, Event event) {
    guard(
        () -> {
          try {
            its.handle(event, clock.instant());
          } catch (RuntimeException | Error e) {
            event.failed(e);
            throw e;
          }
        });
  }

  private void endTurn(Owner its) {
    Instant now = clock.instant();
    Instant before = wakeAt;
    boolean isSound = true;
    if (!now.isBefore(before)) {
      isSound = guard(() -> its.tick(now));
    }
    isSound &= guard(() -> its.afterEvents(now));
    Instant next = nextDeadline(its, now);
    wakeAt = isSound ? next : later(next, now.plus(PAUSE_AFTER_BUG));
    if (wakeAt.isBefore(before)) {
      wake();
    }
  }

  private boolean isDone(Owner its) {
    boolean[] isDone = {false};
    guard(() -> isDone[0] = its.isDone());
    return isDone[0];
  }

  /** If the owner can't tell, it is asked again soon. */
  private Instant nextDeadline(Owner its, Instant now) {
    Instant[] next = {now.plus(PAUSE_AFTER_BUG)};
    guard(() -> next[0] = isDone(its) ? Instant.MIN : its.nextDeadline());
    return next[0];
  }

  private void wake() {
    if (isWaiting) {
      parking.unpark(thread);
    }
  }

  private void awaitWork() throws InterruptedException {
    isWaiting = true;
    try {
      while (events.isEmpty()) {
        Instant now = clock.instant();
        Instant until = wakeAt;
        if (!now.isBefore(until)) {
          return;
        }
        Duration wait =
            until.isAfter(now.plus(LONGEST_WAIT)) ? LONGEST_WAIT : Duration.between(now, until);
        parking.park(wait);
      }
    } finally {
      isWaiting = false;
    }
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

  private static final class ThreadParking implements Parking {
    @Override
    public void park(Duration atMost) throws InterruptedException {
      LockSupport.parkNanos(this, atMost.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }

    @Override
    public void unpark(@Nullable Thread thread) {
      LockSupport.unpark(thread);
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
