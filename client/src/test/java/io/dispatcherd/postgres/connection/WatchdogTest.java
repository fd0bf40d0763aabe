package io.dispatcherd.postgres.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.dispatcherd.postgres.ConnectionFactory;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final BlockingQueue<Connection> aborted = new LinkedBlockingQueue<>();
  private final Watchdog watchdog = new Watchdog(new Aborting());

  @Test
  void anOperationThatDoesNotEndCostsItsConnection() throws Exception {
    Connection connection = connection();

    assertSame(connection, watchdog.watch(connection, SHORT, this::nextAborted));
  }

  @Test
  void oneThatEndsInTimeDoesNot() throws Exception {
    assertEquals(1, watchdog.watch(connection(), SHORT, () -> 1));

    Connection next = connection();
    assertSame(next, watchdog.watch(next, SHORT, this::nextAborted), "only the next one");
  }

  @Test
  void aShortLimitAfterALongOneIsKept() throws Exception {
    assertEquals(1, watchdog.watch(connection(), LONG, () -> 1));

    Connection connection = connection();
    assertSame(connection, watchdog.watch(connection, SHORT, this::nextAborted));
  }

  @Test
  void aTimerThatRingsForAnEarlierOperationLeavesALaterOneItsTime() throws Exception {
    assertEquals(1, watchdog.watch(connection(), SHORT, () -> 1));
    Connection later = connection();

    Connection first =
        watchdog.watch(
            later,
            SHORT.multipliedBy(10),
            () -> {
              // In this time the timer of the first operation rings.
              try {
                assertEquals(
                    null, aborted.poll(SHORT.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS));
              } catch (InterruptedException e) {
                throw new SQLException(e);
              }
              return nextAborted();
            });

    assertSame(later, first);
  }

  @Test
  void afterAQuietTimeItWatchesAgain() throws Exception {
    assertEquals(1, watchdog.watch(connection(), SHORT, () -> 1));
    CountDownLatch quiet = new CountDownLatch(1);
    assertEquals(false, quiet.await(SHORT.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS));

    Connection connection = connection();
    assertSame(connection, watchdog.watch(connection, SHORT, this::nextAborted));
  }

  private Connection nextAborted() throws SQLException {
    try {
      Connection connection = aborted.poll(30, TimeUnit.SECONDS);
      if (connection == null) {
        throw new SQLException("no connection has been aborted");
      }
      return connection;
    } catch (InterruptedException e) {
      throw new SQLException(e);
    }
  }

  private static Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            WatchdogTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> method.getName());
  }

  private final class Aborting implements ConnectionFactory {
    @Override
    public Connection connect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abort(Connection stuck) {
      aborted.add(stuck);
    }
  }
}
