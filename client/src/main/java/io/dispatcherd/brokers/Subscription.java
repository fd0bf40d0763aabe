package io.dispatcherd.brokers;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A service's live subscription to its channels. {@link #receive} is for one thread; all else may
 * be called from any.
 *
 * <p>It ends in two steps: {@link #pause} when nothing more is wanted, {@link #close} when all that
 * was received has been acknowledged.
 */
public interface Subscription extends AutoCloseable {
  /** To be handed over whatever there is. */
  int ALL = Integer.MAX_VALUE;

  /**
   * Waits for deliveries and returns those that are there, in the order of their arrival.
   *
   * @param most how many messages to hand over at most, of those that the broker keeps; none if it
   *     is 0. What it doesn't keep, such as commands, comes besides. A broker that {@linkplain
   *     BrokerCapability#KEEPS_MESSAGES keeps no messages} hands over all that it has
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
   * Whom to tell of deliveries that were received and aren't this service's any more, since their
   * lease ran out or the broker took them away. To be called before anything is received; whoever
   * is told returns at once.
   */
  default void onLost(Consumer<Delivery> listener) {}

  /**
   * Takes on nothing more. What was received before stays this service's, and can be acknowledged
   * as before. What had come already can still be received, if the broker keeps no messages; one
   * that does gives it back.
   */
  default void pause() {
    close();
  }

  /**
   * Ends it. What was received and not acknowledged is offered again, if the broker keeps messages.
   * Does nothing if that has happened already.
   */
  @Override
  void close();
}
