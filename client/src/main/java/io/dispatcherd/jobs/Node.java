package io.dispatcherd.jobs;

import java.time.Instant;
import java.util.List;

/**
 * A service that works on queues. Immutable.
 *
 * @param nodeId its name
 * @param startedAt when it registered
 * @param expiresAt when its jobs are taken over by others, unless it renews its lease
 * @param queues what it works on
 * @param running how many jobs it has taken
 */
public record Node(
    String nodeId, Instant startedAt, Instant expiresAt, List<String> queues, long running) {
  /** Copies the list. */
  public Node {
    queues = List.copyOf(queues);
  }
}
