package io.dispatcherd.jobs;

import java.util.List;

/**
 * The queues of a broker that keeps tasks. What is changed here holds for all services within 2 s.
 * Thread-safe.
 *
 * <p>Every method may throw a {@link io.dispatcherd.brokers.BrokerException} if the broker can't be
 * reached.
 */
public interface Queues {
  /** All queues that are configured or have jobs, by name. */
  List<QueueStatus> list();

  /** Lets no job of this queue start; what runs goes on. */
  void pause(String queue);

  /** Ends {@link #pause}. */
  void resume(String queue);

  /**
   * Changes what holds for a queue, for all services. A service that starts with other numbers in
   * its configuration changes them again.
   */
  void change(String queue, QueueChange change);

  /** The services that live, by name. */
  List<Node> nodes();
}
