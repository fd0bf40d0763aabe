package io.dispatcherd.brokers;

import java.util.List;

/**
 * Who subscribes: what a broker that keeps messages has to know about the service, so that each
 * service is given what it can run. Immutable.
 *
 * @param nodeId the service's name, as in its replies
 * @param tasks what it can run
 */
public record Subscriber(String nodeId, List<DeclaredTask> tasks) {
  /** Copies the list. */
  public Subscriber {
    tasks = List.copyOf(tasks);
  }
}
