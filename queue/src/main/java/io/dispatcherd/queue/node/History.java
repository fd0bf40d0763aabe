package io.dispatcherd.queue.node;

import java.time.Duration;

/**
 * How long a job is kept once it has ended, unless its queue says otherwise.
 *
 * @param keepDone what is done, cancelled or discarded
 * @param keepDead what is dead
 */
public record History(Duration keepDone, Duration keepDead) {
  private static final int PARTITIONS = 6;
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** The time that one partition holds: all of them hold a little more than is kept. */
  Duration partition() {
    Duration part = keepDone.dividedBy(PARTITIONS);
    Duration most = part.compareTo(LONGEST) < 0 ? part : LONGEST;
    return most.compareTo(SHORTEST) > 0 ? most : SHORTEST;
  }
}
