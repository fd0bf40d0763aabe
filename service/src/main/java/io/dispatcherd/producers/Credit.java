package io.dispatcherd.producers;

import io.dispatcherd.brokers.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * How much more a service wants of a broker that keeps messages. The event loop {@linkplain #grant
 * grants} what its workers can take, the receiving thread {@linkplain #ask asks} the broker for
 * that, and is woken up when that changes what it should be waiting for.
 *
 * <p>Messages are counted when received and when handled, so those in between are never granted
 * twice.
 */
public final class Credit {
  /** How many messages may have been received in all. Written by the event loop. */
  private volatile long limit;

  /** How many have been. Written by the receiving thread. */
  private volatile long received;

  /** What the receiving thread waits for; less than 0 if it doesn't wait. Written by it. */
  private volatile int waitingFor = -1;

  /** Over which it waits. Written by the receiving thread. */
  private volatile @Nullable Subscription subscription;

  /** How many have been handled. Owned by the event loop. */
  private long decided;

  /** A message has been handled. For the event loop. */
  public void decided() {
    decided++;
  }

  /** From now on this many are wanted, in addition to those that have been handled. */
  public void grant(int wanted) {
    limit = decided + wanted;
    int waiting = waitingFor;
    if (waiting >= 0 && isStale(waiting)) {
      Subscription waker = subscription;
      if (waker != null) {
        waker.wakeUp();
      }
    }
  }

  /**
   * A waiting receiver gets all that is there and then asks again, so it must be woken only if less
   * is wanted.
   */
  private boolean isStale(int waiting) {
    int now = available();
    return waiting == 0 ? now > 0 : now < waiting;
  }

  /** How many to ask the subscription for; it is woken up if that changes. */
  int ask(Subscription over) {
    subscription = over;
    int most = available();
    waitingFor = most;
    while (isStale(most)) {
      most = available();
      waitingFor = most;
    }
    return most;
  }

  /** This many were received. */
  void received(int count) {
    waitingFor = -1;
    long before = received; // Nobody else writes it.
    received = before + count;
  }

  /** How many more may be received now. Any thread. */
  public int available() {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, limit - received));
  }
}
