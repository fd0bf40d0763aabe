package io.dispatcherd.queue.node;

import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides what is wanted among the queues by their weights, over time exactly: what a share lacks
 * to a whole job is made up for in the next one. Remembers where each queue was left. For one
 * thread.
 */
final class Shares {
  /** After this, all of each queue is looked at: behind the place may be what came late. */
  private static final long LOOK_AT_ALL_NANOS = 1_000_000_000L;

  private final Map<String, Integer> weights;
  private final Map<String, Double> owed = new HashMap<>();
  private final Map<String, Claim.Position> places = new HashMap<>();
  private final int sum;
  private long lookedAtAll = System.nanoTime();

  Shares(Map<String, Integer> weights) {
    this.weights = new LinkedHashMap<>(weights);
    sum = weights.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What to ask of each queue to get this many in all. */
  List<Claim.Share> of(int most) {
    if (System.nanoTime() - lookedAtAll > LOOK_AT_ALL_NANOS) {
      lookedAtAll = System.nanoTime();
      places.clear();
    }
    Map<String, Integer> wholes = new LinkedHashMap<>();
    int left = most;
    for (Map.Entry<String, Integer> queue : weights.entrySet()) {
      double part = owed.getOrDefault(queue.getKey(), 0.0) + (double) most * queue.getValue() / sum;
      int whole = Math.max(0, Math.min(left, (int) Math.floor(part)));
      owed.put(queue.getKey(), part - whole);
      wholes.put(queue.getKey(), whole);
      left -= whole;
    }
    while (left > 0) {
      String next = mostOwed();
      owed.merge(next, -1.0, Double::sum);
      wholes.merge(next, 1, Integer::sum);
      left--;
    }
    List<Claim.Share> shares = new ArrayList<>();
    wholes.forEach(
        (queue, number) ->
            shares.add(
                new Claim.Share(queue, number, places.getOrDefault(queue, Claim.Position.START))));
    return shares;
  }

  private String mostOwed() {
    return owed.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  /** These came: the next claim goes on behind them. */
  void taken(List<ClaimedJob> jobs, int wanted) {
    if (jobs.size() < wanted) {
      places.clear();
      return;
    }
    for (ClaimedJob job : jobs) {
      places.put(job.queue(), new Claim.Position(job.rank(), job.id()));
    }
  }
}
