package io.dispatcherd.jobs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A queue at one moment. Immutable. Numbers beyond ten thousand are what the database's statistics
 * say, and may be some percent off.
 *
 * @param name its name
 * @param isPaused whether no job of it may start
 * @param ready how many wait for a worker
 * @param oldestReady how long the one that has been ready longest has waited since its submission
 * @param scheduled how many wait for their time
 * @param held how many wait for something else, by what that is
 * @param running how many a service has taken
 * @param dead how many have failed for the last time
 * @param ended how many have ended since the tables were made, by how: done, dead, cancelled,
 *     discarded
 * @param limits what holds for it over all services
 */
public record QueueStatus(
    String name,
    boolean isPaused,
    long ready,
    Optional<Duration> oldestReady,
    long scheduled,
    Map<String, Long> held,
    long running,
    long dead,
    Map<String, Long> ended,
    QueueLimits limits) {
  /** Copies the maps. */
  public QueueStatus {
    held = Map.copyOf(held);
    ended = Map.copyOf(ended);
  }
}
