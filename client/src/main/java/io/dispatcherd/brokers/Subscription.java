package io.dispatcherd.brokers;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A service's live subscription to its channels. {@link #receive} is for one thread; all other
 * methods may be called from any.
 *
 * <p>It ends in two steps: {@link #pause} when nothing more is wanted, {@link #close} when all that
 * was received has been acknowledged.
 */
public interface Subscription extends AutoCloseable {
  /** To receive whatever there is. */
  int ALL = Integer.MAX_VALUE;

  /**
   * Waits for deliveries and returns those that are there, in the order of their arrival.
   *
   * @param most the most kept messages to deliver, possibly 0. Messages that the broker doesn't
   *     keep, such as commands, are delivered in addition. A broker that {@linkplain
   *     BrokerCapability#KEEPS_MESSAGES keeps no messages} delivers all that it has
   * @param atMost how long to wait for the first one
   * @return the deliveries; empty if none came in time, or the wait was ended by {@link #wakeUp},
   *     {@link #pause} or {@link #close}
   * @throws BrokerException if the connection is broken: close this subscription and open another
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  List<Received> receive(int most, Duration atMost) throws InterruptedException;

  /**
   * Ends the wait in {@link #receive}, or the next one if there is none: more is wanted now. Only
   * brokers that keep messages are woken up.
   */
  default void wakeUp() {}

  /**
   * Sets the listener for received deliveries that no longer belong to this service, because their
   * lease expired or the broker took them back. Call it before the first receive. The listener must
   * return at once.
   */
  default void onLost(Consumer<Delivery> listener) {}

  /**
   * Sets the listener for received deliveries that somebody has cancelled, over whichever node or
   * program. They are to be cancelled here, and acknowledged as such. Call it before the first
   * receive. The listener must return at once.
   */
  default void onCancel(Consumer<Delivery> listener) {}

  /**
   * Takes no more messages. Received ones still belong to this service and can be acknowledged.
   * Messages that have arrived but weren't received can still be received if the broker keeps no
   * messages; a broker that keeps them takes them back.
   */
  default void pause() {
    close();
  }

  /**
   * Ends the subscription. A broker that keeps messages offers the unacknowledged ones again. A
   * second call does nothing.
   */
  @Override
  void close();
}
