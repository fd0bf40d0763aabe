package io.dispatcherd.brokers;

import java.time.Duration;
import java.util.List;

/**
 * A service's live subscription to its channels. {@link #receive} is for one thread; {@link #close}
 * may be called from any, and ends a wait in {@code receive}.
 */
public interface Subscription extends AutoCloseable {
  /**
   * Waits for deliveries and returns all that are there, in the order of their arrival.
   *
   * @param atMost how long to wait for the first one
   * @return the deliveries; empty if none came in time, or the subscription was closed
   * @throws BrokerException if the connection is broken: close this subscription and open another
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  List<Delivery> receive(Duration atMost) throws InterruptedException;

  /** Stops receiving. Does nothing if that has happened already. */
  @Override
  void close();
}
