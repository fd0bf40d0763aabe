package io.dispatcherd.rabbitmq.connection;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.messages.Amount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages and has the server confirm that they are stored. Many threads share one channel,
 * and wait for their own messages only. Nothing is sent twice: when the connection breaks, whoever
 * waits learns that it is unknown whether the message is stored. Thread-safe.
 */
public final class Publisher {
  private final SharedConnection connection;
  private final Duration limit;

  /** Guards the channel, and keeps the messages of one call together. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable ConfirmedChannel channel;

  /**
   * Sends over this connection, which is the caller's to close.
   *
   * @param limit how long the server may take to store a message, or take none
   */
  public Publisher(SharedConnection connection, Duration limit) {
    this.connection = connection;
    this.limit = limit;
  }

  /**
   * Sends messages in their order, and waits until all are stored.
   *
   * @throws UnroutableException if there is no queue for one of them; the others are stored
   * @throws BrokerException if they can't be sent, or it is unknown whether they are stored
   */
  public void sendAndWait(List<Letter> letters) {
    try {
      send(letters).get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          connection.name() + ": interrupted; it is unknown whether what was just sent is stored",
          e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          "%s: the server has not confirmed within %s; it is unknown whether what was just sent is stored"
              .formatted(connection.name(), Amount.seconds(limit)),
          e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static BrokerException rethrown(@Nullable Throwable cause) {
    if (cause instanceof UnroutableException known) {
      return known;
    }
    return cause instanceof BrokerException known
        ? new BrokerException(String.valueOf(known.getMessage()), known)
        : new BrokerException(String.valueOf(cause), cause);
  }

  /**
   * Sends messages in their order. Waits only if very many are under way, or the server takes none.
   *
   * @return completes when all are stored; fails with a {@link BrokerException}
   */
  public CompletableFuture<Void> send(List<Letter> letters) {
    Batch batch = new Batch(letters.size());
    if (letters.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      connection.awaitUnblocked(limit);
      if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new BrokerException(
            "%s: the server has taken nothing for %s; nothing was sent"
                .formatted(connection.name(), Amount.seconds(limit)));
      }
      try {
        ConfirmedChannel open = channel();
        for (Letter letter : letters) {
          open.send(letter, batch, limit);
        }
      } finally {
        lock.unlock();
      }
    } catch (BrokerException e) {
      batch.fail(e);
    } catch (IOException | RuntimeException e) {
      batch.fail(
          new BrokerException(
              "%s: sending failed: %s".formatted(connection.name(), Failures.words(e)), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      batch.fail(new BrokerException(connection.name() + ": interrupted while sending", e));
    }
    return batch.done();
  }

  private ConfirmedChannel channel() throws IOException {
    ConfirmedChannel known = channel;
    if (known != null && known.isOpen()) {
      return known;
    }
    ConfirmedChannel opened = ConfirmedChannel.open(connection.name(), connection.get());
    channel = opened;
    return opened;
  }
}
