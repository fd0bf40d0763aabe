package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What one task costs in bursts of growing size. */
final class GrowthBenchmark implements Benchmark {
  private static final int[] SIZES = {1_000, 10_000, 100_000};
  private static final int LONGEST = 1_000_000;
  private static final int ROUNDS = 3;
  private static final double FLAT = 1.5;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String description() {
    return "cost per empty task in bursts of 1,000 to 100,000, with --long to 1,000,000, 2 worker"
        + " processes";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    try (ServiceUnderLoad service = new ServiceUnderLoad(surroundings, Map.of())) {
      service.run(Burst.ofEmptyTasks(surroundings.scaled(100_000)));
      double smallest = 0;
      int[] sizes =
          surroundings.isLong()
              ? IntStream.concat(IntStream.of(SIZES), IntStream.of(LONGEST)).toArray()
              : SIZES;
      for (int size : sizes) {
        Burst burst = Burst.ofEmptyTasks(surroundings.scaled(size));
        int rounds = size < LONGEST ? ROUNDS : 1;
        double[] costs = new double[rounds];
        for (int i = 0; i < rounds; i++) {
          costs[i] = 1e6 / service.run(burst).perSecond();
        }
        double cost = Numbers.median(costs);
        Figure figure = Figure.of(String.format(Locale.ROOT, "one of %,d", size), cost, "µs");
        if (smallest == 0) {
          smallest = cost;
          report.add(figure);
        } else {
          report.add(figure.beside("one of 1,000", smallest).atMostTimes(FLAT));
        }
      }
    }
  }
}
