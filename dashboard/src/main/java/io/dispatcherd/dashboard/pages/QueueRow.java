package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.Counted;
import io.dispatcherd.jobs.QueueStatus;
import java.util.Map;
import java.util.Optional;

/**
 * A queue as lists show it. Immutable.
 *
 * @param status its numbers and limits
 * @param services how many services work on it; empty if that isn't known
 * @param trend what went in and out; empty if that isn't known
 */
public record QueueRow(QueueStatus status, Optional<Integer> services, Optional<Trend> trend) {
  private static final long EXACT = 10_000;

  /** How many wait for a worker. */
  public Counted ready() {
    return counted(status.ready());
  }

  /** How many wait for something else. */
  public Counted held() {
    return counted(status.held().values().stream().mapToLong(Long::longValue).sum());
  }

  /** How many wait for their time. */
  public Counted scheduled() {
    return counted(status.scheduled());
  }

  /** How many run. */
  public Counted running() {
    return counted(status.running());
  }

  /** How many have failed for the last time. */
  public Counted dead() {
    return counted(status.dead());
  }

  /** Whether work waits that no service will take. */
  public boolean isForsaken() {
    return services.map(number -> number == 0).orElse(false) && status.ready() > 0;
  }

  /** Why jobs are held, with how many of each. */
  public Map<String, Long> reasons() {
    return status.held();
  }

  private static Counted counted(long number) {
    return Counted.upTo(EXACT, number);
  }
}
