package io.dispatcherd.service.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.threads.Race;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The loop's thread beside one that brings events. The loop doesn't sleep here: when it would, it
 * waits for the other thread to be through, and then looks whether that has woken it.
 */
class EventLoopRaceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** When the owner wants to be called after its first event. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final LimitHits HITS = new LimitHits();

  @Test
  void noEventIsLeftLyingWhileTheLoopSleeps() {
    Race.run(
        World::new,
        World::runUntilAsleep,
        world -> {
          world.loop.post(new Event.StopAhead());
          world.through.countDown();
        },
        world -> world.check(1));
  }

  @Test
  void whatIsHandledInlineIsHandledOnceInOrderAndNotBesideAnother() {
    Race.run(
        World::new,
        World::runUntilAsleep,
        world -> {
          for (int i = 0; i < 3; i++) {
            world.loop.handleInline(new Event.WorkerSpawned(1, i));
          }
          world.through.countDown();
        },
        world -> {
          world.check(3);
          for (int i = 0; i < 3; i++) {
            assertEquals(new Event.WorkerSpawned(1, i), world.handled.get(i));
          }
        });
  }

  @Test
  void theLoopSleepsNoLongerThanToTheDeadlineThatAnEventBrought() {
    Race.run(
        World::new,
        World::runUntilAsleep,
        world -> {
          world.loop.handleInline(new Event.StopAhead());
          world.through.countDown();
        },
        world -> assertEquals(SOON, world.sleep));
  }

  @Test
  void anEventThatMeetsTheEndIsHandledOrMissedOnce() {
    Race.run(
        World::new,
        world -> {
          world.loop.post(new Event.Stop(true));
          world.loop.run(world);
        },
        world ->
            world.loop.post(
                new Event.WorkerSaid(1, new FromWorker.Ready(), world.taken::incrementAndGet)),
        world -> assertEquals(1, world.taken.get(), "taken from the queue"));
  }

  /** A loop and its owner; what they know is not thread-safe, on purpose. */
  private static final class World implements EventLoop.Owner, EventLoop.Parking {
    private final EventLoop loop = new EventLoop(InstantSource.fixed(NOW), 10, HITS, this);
    private final List<Event> handled = new ArrayList<>();
    private final CountDownLatch through = new CountDownLatch(1);
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean isWoken;
    private boolean isDone;
    private @Nullable Duration sleep;

    void runUntilAsleep() {
      loop.run(this);
      assertTrue(Thread.interrupted(), "ended by its sleep");
    }

    void check(int events) {
      assertEquals(events, handled.size(), "handled before the loop would sleep for ever");
      assertEquals(0, loop.errorCount());
    }

    @Override
    public void handle(Event event, Instant now) {
      assertEquals(1, inside.incrementAndGet(), "two threads at once");
      handled.add(event);
      isDone |= event instanceof Event.Stop;
      inside.decrementAndGet();
    }

    @Override
    public void tick(Instant now) {}

    @Override
    public void afterEvents(Instant now) {}

    @Override
    public Instant nextDeadline() {
      return handled.isEmpty() ? Instant.MAX : NOW.plus(SOON);
    }

    @Override
    public boolean isDone() {
      return isDone;
    }

    @Override
    public void park(Duration atMost) throws InterruptedException {
      if (!isWoken) {
        through.await();
      }
      if (!isWoken) {
        sleep = atMost;
        throw new InterruptedException("asleep");
      }
      isWoken = false;
    }

    @Override
    public void unpark(@Nullable Thread thread) {
      assertTrue(thread != null, "nobody is woken");
      isWoken = true;
    }
  }
}
