package io.dispatcherd.dashboard.pages;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.Node;
import java.util.List;

/**
 * One queue. Immutable.
 *
 * @param queue it
 * @param nodes the services that work on it
 * @param running some of its jobs that run
 * @param next some of its jobs that wait
 */
public record QueuePage(QueueRow queue, List<Node> nodes, List<Job> running, List<Job> next) {
  /** Copies the lists. */
  public QueuePage {
    nodes = List.copyOf(nodes);
    running = List.copyOf(running);
    next = List.copyOf(next);
  }
}
