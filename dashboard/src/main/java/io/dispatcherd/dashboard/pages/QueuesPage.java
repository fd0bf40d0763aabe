package io.dispatcherd.dashboard.pages;

import java.util.List;

/**
 * All queues. Immutable.
 *
 * @param queues by name
 */
public record QueuesPage(List<QueueRow> queues) {
  /** Copies the list. */
  public QueuesPage {
    queues = List.copyOf(queues);
  }
}
