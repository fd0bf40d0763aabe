package io.dispatcherd.queue.store;

import java.util.List;

/**
 * What a service wants of its queues.
 *
 * @param service its identity
 * @param shares how many jobs of each queue; what one doesn't have, another may give
 * @param able the tasks that it can run, as numbers
 * @param afterRequest the last request that it has seen
 */
public record Claim(long service, List<Share> shares, List<Long> able, long afterRequest) {
  /**
   * What is wanted of one queue.
   *
   * @param queue its name
   * @param most how many jobs
   * @param after where the last claim ended; the start, to look at all
   */
  public record Share(String queue, int most, Position after) {}

  /** A place in a queue's order. */
  public record Position(int rank, long id) {
    /** Before every job. */
    public static final Position START = new Position(Integer.MIN_VALUE, 0);
  }
}
