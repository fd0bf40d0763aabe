package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.pgnotify.PgNotifyBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens over a connection of its own: for calls that there is something to look at, and for
 * commands. The connection checks itself, and is opened anew if it is broken; until then the
 * service looks by itself each poll interval.
 *
 * <p>One thread of its own receives.
 */
final class Listener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);
  private static final Duration WAIT = Duration.ofMinutes(1);
  private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(10);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 3000;

  private final PgNotifyBroker broker;
  private final Map<String, Runnable> calls;
  private final Runnable onListening;
  private final Consumer<List<Received>> onCommands;
  private final CountDownLatch attempted = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Subscription current;

  /**
   * Begins to listen.
   *
   * @param broker whose channels carry commands
   * @param calls what to run for each call, by its channel
   * @param onListening run each time that this begins to listen: calls may have been missed
   * @param onCommands given what has come
   */
  Listener(
      PgNotifyBroker broker,
      Map<String, Runnable> calls,
      Runnable onListening,
      Consumer<List<Received>> onCommands) {
    this.broker = broker;
    this.calls = Map.copyOf(calls);
    this.onListening = onListening;
    this.onCommands = onCommands;
    thread = new Thread(this::listen, "pg_queue-listener");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until it listens, or a first attempt to has failed. */
  void awaitFirstAttempt() throws InterruptedException {
    if (!attempted.await(FIRST_ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("The connection to listen on is slow to come; meanwhile the queue is polled");
    }
  }

  /** Whether it listens now. */
  boolean isListening() {
    return current != null;
  }

  private void listen() {
    long pause = FIRST_PAUSE_MILLIS;
    String said = "";
    try {
      while (!isClosed()) {
        try (Subscription subscription = broker.subscribe(calls)) {
          current = subscription;
          onListening.run();
          attempted.countDown();
          pause = FIRST_PAUSE_MILLIS;
          said = "";
          while (!isClosed()) {
            List<Received> received = subscription.receive(Subscription.ALL, WAIT);
            if (!received.isEmpty()) {
              onCommands.accept(received);
            }
          }
        } catch (BrokerException e) {
          String problem = String.valueOf(e.getMessage());
          if (!isClosed() && !problem.equals(said)) {
            said = problem;
            log.warn(
                "Not listening, so that the queue is polled and commands don't arrive: {}",
                problem);
          }
        } catch (RuntimeException e) {
          log.error("Listening failed, and begins anew", e);
        }
        current = null;
        attempted.countDown();
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      current = null;
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    Subscription subscription = current;
    if (subscription != null) {
      subscription.close();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
