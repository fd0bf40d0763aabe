package io.dispatcherd.brokers.pgnotify;

import static io.dispatcherd.brokers.pgnotify.TestBrokers.publish;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.randomChannel;
import static io.dispatcherd.brokers.pgnotify.TestBrokers.receiveOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.connection.ListeningConnection;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose a connection is: each is given back once, opened for somebody, and read by one. */
@Timeout(60)
@Tag("functional")
final class ConnectionOwnershipTest {
  private static final int ROUNDS = 50;

  private final TestPostgres postgres = TestPostgres.shared();
  private final String channel = randomChannel();
  private final PgNotifyOptions options = PgNotifyOptions.listeningOn(channel);

  @Test
  void twoClosersGiveAListeningConnectionBackOnce() throws Exception {
    try (Connection listening = postgres.connect()) {
      for (int i = 0; i < ROUNDS; i++) {
        AtomicInteger released = new AtomicInteger();
        ListeningConnection connection =
            ListeningConnection.open(
                lending(listening, released), List.of(channel), Duration.ofSeconds(10));
        CyclicBarrier together = new CyclicBarrier(2);
        FutureTask<Integer> other =
            inBackground(
                () -> {
                  together.await();
                  connection.close();
                  return 0;
                });
        together.await();
        connection.close();
        other.get();

        assertEquals(1, released.get());
      }
    }
  }

  private static ConnectionFactory lending(Connection connection, AtomicInteger released) {
    return new ConnectionFactory() {
      @Override
      public Connection connect() {
        return connection;
      }

      @Override
      public void release(Connection unwanted) {
        released.incrementAndGet();
      }
    };
  }

  @Test
  void whoeverWaitsToPublishOpensNoConnectionOnceTheBrokerCloses() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    CountDownLatch connecting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ConnectionFactory slow =
        () -> {
          attempts.incrementAndGet();
          connecting.countDown();
          await(goOn);
          throw new SQLException("no connection today");
        };
    PgNotifyBroker broker = new PgNotifyBroker(options, slow, slow);
    FutureTask<Integer> first = publishing(broker);
    connecting.await();
    FutureTask<Integer> second = new FutureTask<>(() -> publishOnce(broker));
    Thread waiting = new Thread(second);
    waiting.start();
    awaitState(waiting, Thread.State.WAITING);
    Thread closing = new Thread(broker::close);
    closing.start();
    awaitState(closing, Thread.State.TIMED_WAITING);

    goOn.countDown();

    closing.join();
    assertFails(first);
    assertFails(second);
    assertEquals(1, attempts.get());
  }

  private FutureTask<Integer> publishing(PgNotifyBroker broker) {
    return inBackground(() -> publishOnce(broker));
  }

  private int publishOnce(PgNotifyBroker broker) {
    publish(broker, channel, "{}");
    return 0;
  }

  private static void assertFails(FutureTask<?> publishing) {
    ExecutionException failed = assertThrows(ExecutionException.class, publishing::get);
    assertInstanceOf(BrokerException.class, failed.getCause());
  }

  private static void awaitState(Thread thread, Thread.State state) {
    while (thread.getState() != state) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> FutureTask<T> inBackground(Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    new Thread(task).start();
    return task;
  }

  @Test
  void subscriptionsOfAConnectionSaverEachHearAllAndEndAlone() throws Exception {
    String application = channel + "_saver";
    try (PgNotifyBroker first = saver(application);
        PgNotifyBroker second = saver(application);
        Subscription other = second.subscribe()) {
      Subscription one = first.subscribe();
      for (int i = 0; i < 5; i++) {
        publish(first, channel, "{}");
        assertEquals("{}", receiveOne(one));
        assertEquals("{}", receiveOne(other));
      }

      one.close();

      publish(first, channel, "{}");
      assertEquals("{}", receiveOne(other));
    } finally {
      postgres.terminate(application);
    }
  }

  private PgNotifyBroker saver(String application) {
    return TestBrokers.broker(postgres, Map.of("application_name", application), options, true);
  }
}
