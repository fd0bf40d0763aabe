package io.dispatcherd.rabbitmq.connection;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.dispatcherd.brokers.BrokerException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection on which a broker sends, declares and looks. It is opened when it is first used,
 * and opened again when it has broken. Nothing is received on it, so that a server that is short of
 * memory holds up no acknowledgement with it. Thread-safe.
 */
public final class SharedConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SharedConnection.class);

  /** What is done on a channel of its own. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T on(Channel channel) throws IOException;
  }

  private final Connections connections;

  /** Guards all that follows; held while a connection is opened. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition unblocked = lock.newCondition();
  private @Nullable Connection connection;
  private boolean closed;

  /** Why the server takes no messages at present; null if it does. */
  private volatile @Nullable String blockedBy;

  /** Opens nothing yet. */
  public SharedConnection(Connections connections) {
    this.connections = connections;
  }

  /** The name of the broker. */
  public String name() {
    return connections.name();
  }

  /** Why the server takes no messages at present; empty if it does, or nothing was sent yet. */
  public Optional<String> blockedBy() {
    return Optional.ofNullable(blockedBy);
  }

  /**
   * The connection, opened if need be.
   *
   * @throws BrokerException if it can't be, or this is closed
   */
  Connection get() {
    lock.lock();
    try {
      checkOpen();
      Connection known = connection;
      if (known != null && known.isOpen()) {
        return known;
      }
      blockedBy = null;
      Connection opened = connections.open("publisher");
      opened.addBlockedListener(reason -> block(opened, reason), () -> block(opened, null));
      connection = opened;
      return opened;
    } finally {
      lock.unlock();
    }
  }

  private void block(Connection which, @Nullable String reason) {
    if (reason == null) {
      log.info("{}: the server takes messages again", name());
    } else {
      log.warn("{}: the server takes no messages: {}", name(), reason);
    }
    lock.lock();
    try {
      if (connection == null || connection.equals(which)) {
        blockedBy = reason;
        unblocked.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits while the server takes no messages.
   *
   * @throws BrokerException if it still takes none after this time
   */
  void awaitUnblocked(Duration atMost) throws InterruptedException {
    if (blockedBy == null) {
      return;
    }
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (blockedBy != null && !closed) {
        if (left <= 0) {
          throw new BrokerException(
              "%s: the server takes no messages: %s".formatted(name(), blockedBy));
        }
        left = unblocked.awaitNanos(left);
      }
      checkOpen();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new BrokerException(name() + ": the broker is closed");
    }
  }

  /**
   * Does something on a channel of its own, which a refusal of the server ends.
   *
   * @throws IOException if the server refuses or the connection breaks
   */
  public <T> T onChannel(Work<T> work) throws IOException {
    Channel channel = get().createChannel();
    if (channel == null) {
      throw new IOException("the server allows no more channels on a connection");
    }
    try {
      return work.on(channel);
    } finally {
      close(channel);
    }
  }

  private static void close(Channel channel) throws IOException {
    try {
      if (channel.isOpen()) {
        channel.close();
      }
    } catch (TimeoutException e) {
      log.debug("A channel didn't close in time", e);
    }
  }

  @Override
  public void close() {
    Connection last;
    lock.lock();
    try {
      closed = true;
      last = connection;
      connection = null;
      unblocked.signalAll();
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.abort((int) TimeUnit.SECONDS.toMillis(2));
    }
  }
}
