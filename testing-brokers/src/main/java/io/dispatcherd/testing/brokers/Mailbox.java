package io.dispatcherd.testing.brokers;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What came for one receiver and wasn't taken yet. Thread-safe. */
final class Mailbox<T> {
  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Queue<T> items = new ArrayDeque<>();
  private boolean closed;

  /** Adds something, unless this is closed. Returns whether it did. */
  boolean add(T item) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      items.add(item);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first and takes all; nothing if none came in time, or this was closed. */
  List<T> take(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (items.isEmpty() && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      List<T> taken = List.copyOf(items);
      items.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is there, and all that comes. */
  void close() {
    lock.lock();
    try {
      closed = true;
      items.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
