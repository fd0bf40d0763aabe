package io.dispatcherd.postgres.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.dispatcherd.postgres.ConnectionFactory;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A timer that rings while one operation has ended and the next one begins. Timers ring when the
 * test says so, by a clock that it sets.
 */
class WatchdogRaceTest {
  private static final int ROUNDS = 20_000;

  /** It ends after this time, on a busy machine with fewer rounds. */
  private static final long NANOS = 2_000_000_000L;

  private static final int LONGEST_DELAY = 400;
  private static final Duration LIMIT = Duration.ofNanos(10);

  private final Random random = new Random();
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final Connection first = connection();
  private final Connection second = connection();

  @AfterEach
  void stop() {
    executor.shutdown();
  }

  @Test
  void whateverRingsMeanwhileAStuckOperationIsAbortedAndNoOther() throws Exception {
    long begun = System.nanoTime();
    for (int round = 0; round < ROUNDS && System.nanoTime() - begun < NANOS; round++) {
      ManualTimers timers = new ManualTimers();
      List<Connection> aborted = new ArrayList<>();
      Watchdog watchdog = new Watchdog(new Aborting(aborted), timers);
      watchdog.watch(first, LIMIT, () -> 1);
      timers.now = 10;
      CyclicBarrier start = new CyclicBarrier(2);
      int delay = random.nextInt(LONGEST_DELAY);
      CompletableFuture<Void> ringing =
          CompletableFuture.runAsync(
              () -> {
                await(start);
                spin(delay);
                timers.ring();
              },
              executor);
      await(start);
      spin(random.nextInt(LONGEST_DELAY));
      watchdog.watch(second, LIMIT, () -> stuck(timers, ringing));

      assertEquals(1, aborted.size(), "how many were aborted");
      assertSame(second, aborted.get(0));
    }
  }

  /** Lets the time pass in which it should have ended. */
  private static int stuck(ManualTimers timers, CompletableFuture<Void> ringing)
      throws SQLException {
    try {
      ringing.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new SQLException(e);
    }
    timers.now = 20;
    timers.ring();
    return 1;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  private static final class ManualTimers implements Watchdog.Timers {
    private final Queue<Timer> timers = new ConcurrentLinkedQueue<>();
    private volatile long now;

    private record Timer(long due, Runnable action) {}

    @Override
    public long now() {
      return now;
    }

    @Override
    public void in(long nanos, Runnable action) {
      timers.add(new Timer(now + nanos, action));
    }

    /** Those whose time has come. */
    void ring() {
      for (int left = timers.size(); left > 0; left--) {
        Timer timer = timers.remove();
        if (timer.due() <= now) {
          timer.action().run();
        } else {
          timers.add(timer);
        }
      }
    }
  }

  private record Aborting(List<Connection> aborted) implements ConnectionFactory {
    @Override
    public Connection connect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abort(Connection stuck) {
      aborted.add(stuck);
    }
  }

  private static Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            WatchdogRaceTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> method.getName());
  }
}
