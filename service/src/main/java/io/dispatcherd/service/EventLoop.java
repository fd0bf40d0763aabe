package io.dispatcherd.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
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

  /** What lives on the loop. All of it is called on the loop's thread only. */
  interface Owner {
    void handle(Event event, Instant now);

    /** Called when {@link #nextDeadline} has come. */
    void tick(Instant now);

    /** Called when the events at hand are handled, before the loop waits. */
    void settle(Instant now);

    Instant nextDeadline();

    /** Whether there is nothing left to do. */
    boolean isDone();
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final InstantSource clock;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final AtomicLong errors = new AtomicLong();

  EventLoop(InstantSource clock) {
    this.clock = clock;
  }

  /** Queues an event. May be called from any thread. */
  void post(Event event) {
    events.add(event);
  }

  /** Starts the thread. */
  void start(Owner owner) {
    Thread.ofPlatform().name("event-loop").start(() -> run(owner));
  }

  /** Does this once the owner is done, or at once if it is. */
  @SuppressWarnings("FutureReturnValueIgnored") // The action's own failures are its own affair.
  void whenDone(Runnable action) {
    done.thenRun(action);
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
      while (!owner.isDone()) {
        Event event = next(owner);
        while (event != null) {
          Event current = event;
          guard(() -> owner.handle(current, clock.instant()));
          event = events.poll();
        }
        Instant now = clock.instant();
        if (!now.isBefore(owner.nextDeadline())) {
          guard(() -> owner.tick(now));
        }
        guard(() -> owner.settle(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.complete(null);
    }
  }

  private @Nullable Event next(Owner owner) throws InterruptedException {
    Duration wait = Duration.between(clock.instant(), owner.nextDeadline());
    return wait.isNegative() ? events.poll() : events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      errors.incrementAndGet();
      log.error("A bug, please report it. The service goes on.", e);
    }
  }
}
