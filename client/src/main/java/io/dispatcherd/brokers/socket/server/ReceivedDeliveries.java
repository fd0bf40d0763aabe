package io.dispatcherd.brokers.socket.server;

import io.dispatcherd.brokers.BrokerException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What clients have sent and nobody has received yet. Thread-safe. */
public final class ReceivedDeliveries {
  /** What a delivery takes beside its text, roughly. */
  private static final int OVERHEAD_BYTES = 256;

  private final int maxBytes;
  private final Runnable onRoom;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Queue<SocketDelivery> deliveries = new ArrayDeque<>();
  private @Nullable BrokerException failure;
  private long bytes;
  private boolean closed;

  /**
   * @param maxBytes with more than this, no more is read from the clients
   * @param onRoom told when there is room again after it was full
   */
  ReceivedDeliveries(int maxBytes, Runnable onRoom) {
    this.maxBytes = maxBytes;
    this.onRoom = onRoom;
  }

  boolean isFull() {
    lock.lock();
    try {
      return bytes > maxBytes;
    } finally {
      lock.unlock();
    }
  }

  void add(List<SocketDelivery> more) {
    lock.lock();
    try {
      deliveries.addAll(more);
      more.forEach(
          delivery ->
              bytes += OVERHEAD_BYTES + (long) Character.BYTES * delivery.payload().length());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What was added so far can be taken, then this is thrown. */
  void fail(BrokerException e) {
    lock.lock();
    try {
      failure = e;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What was added so far can be taken, then nothing any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first and takes all. Empty if none came in time, or none will any more. */
  public List<SocketDelivery> take(Duration atMost) throws InterruptedException {
    boolean wasFull;
    List<SocketDelivery> taken;
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (deliveries.isEmpty() && failure == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (deliveries.isEmpty() && failure != null && !closed) {
        throw failure;
      }
      wasFull = bytes > maxBytes;
      taken = List.copyOf(deliveries);
      deliveries.clear();
      bytes = 0;
    } finally {
      lock.unlock();
    }
    if (wasFull) {
      onRoom.run();
    }
    return taken;
  }
}
