package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Numbers;
import java.util.ArrayList;
import java.util.List;

/** How a service ran the same burst, again and again. */
final class BurstRuns {
  private final List<BurstRun> runs = new ArrayList<>();

  void add(BurstRun run) {
    runs.add(run);
  }

  /** Tasks per second: the median. */
  double perSecond() {
    return Numbers.median(runs.stream().mapToDouble(BurstRun::perSecond).toArray());
  }

  /** CPU time of one task, in microseconds: the median. */
  double cpuMicros() {
    return Numbers.median(runs.stream().mapToDouble(BurstRun::cpuMicros).toArray());
  }
}
