package io.dispatcherd.postgres.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.threads.Race;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * A timer that rings while one operation has ended and the next one begins. Timers ring when the
 * test says so, by a clock that it sets.
 */
class WatchdogRaceTest {
  private static final Duration LIMIT = Duration.ofNanos(10);
  private static final Connection FIRST = connection();
  private static final Connection SECOND = connection();

  @Test
  void whateverRingsMeanwhileAStuckOperationIsAbortedAndNoOther() {
    Race.run(World::new, World::secondGetsStuck, World::firstTimerRings, World::check);
  }

  /** One operation has ended; its timer is about to ring. */
  private static final class World {
    private final ManualTimers timers = new ManualTimers();
    private final List<Connection> aborted = new ArrayList<>();
    private final Watchdog watchdog = new Watchdog(new Aborting(aborted), timers);
    private volatile boolean hasRung;

    World() {
      watch(FIRST, () -> 1);
      timers.now = 10;
    }

    void firstTimerRings() {
      timers.ring();
      hasRung = true;
    }

    void secondGetsStuck() {
      watch(
          SECOND,
          () -> {
            while (!hasRung) {
              Thread.onSpinWait();
            }
            timers.now = 20;
            timers.ring();
            return 1;
          });
    }

    void check() {
      assertEquals(1, aborted.size(), "how many were aborted");
      assertSame(SECOND, aborted.get(0));
    }

    private void watch(Connection connection, Watchdog.Operation<Integer> operation) {
      try {
        watchdog.watch(connection, LIMIT, operation);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
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
