package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.time.Duration;
import java.util.Map;

/** What a service costs that has nothing to do. */
final class IdleBenchmark implements Benchmark {
  private static final Duration SETTLE = Duration.ofSeconds(15);
  private static final int SECONDS = 60;
  private static final double TARGET_PERCENT = 0.2;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String description() {
    return "CPU time of an idle service with 4 workers over a minute";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int seconds = surroundings.scaled(SECONDS);
    try (ServiceUnderLoad service =
        new ServiceUnderLoad(surroundings, Map.of("min_workers", 4, "max_workers", 4))) {
      Thread.sleep(SETTLE.multipliedBy(seconds).dividedBy(SECONDS));
      Duration before = service.cpuTime();
      Thread.sleep(Duration.ofSeconds(seconds));
      double percent = 100 * service.cpuTime().minus(before).toNanos() / 1e9 / seconds;
      report.add(
          Figure.of("idle service and its 4 workers", percent, "% of a core")
              .atMost(TARGET_PERCENT));
    }
  }
}
