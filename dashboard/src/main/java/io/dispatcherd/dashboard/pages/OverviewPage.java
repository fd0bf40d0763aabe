package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.Counted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether all is well. Immutable; what isn't known is empty.
 *
 * @param attention what to look at, the most urgent first; empty if all is well
 * @param trend the last hour
 * @param inPerMinute how many jobs came lately
 * @param outPerMinute how many ended
 * @param failedPart which part of the runs failed, of one
 * @param waiting how many wait for a worker
 * @param oldest how long the first of them has waited
 * @param running how many run
 * @param dead how many have failed for the last time
 * @param services how many services live
 * @param queues all queues
 */
public record OverviewPage(
    List<Attention> attention,
    Optional<Trend> trend,
    OptionalDouble inPerMinute,
    OptionalDouble outPerMinute,
    OptionalDouble failedPart,
    Optional<Counted> waiting,
    Optional<Duration> oldest,
    Optional<Counted> running,
    Optional<Counted> dead,
    Optional<Integer> services,
    List<QueueRow> queues) {
  /** Copies the lists. */
  public OverviewPage {
    attention = List.copyOf(attention);
    queues = List.copyOf(queues);
  }
}
