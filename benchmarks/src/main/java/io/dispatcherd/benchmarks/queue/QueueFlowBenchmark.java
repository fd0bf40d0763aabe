package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.Set;

/** Submitting, claiming, running and ending, all at the same time. */
public final class QueueFlowBenchmark implements Benchmark {
  private static final int JOBS = 100_000;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 5;
  private static final double TARGET = 0.4;
  private static final double RATE_TARGET = 20_000;

  @Override
  public String name() {
    return "queue-flow";
  }

  @Override
  public String description() {
    return "100,000 empty jobs submitted 500 at a time while they are run, from the first to the"
        + " last one's end";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int jobs = surroundings.scaled(JOBS);
    try (QueueTables tables = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK));
        Flow flow = new Flow(surroundings, tables)) {
      double[] rates = new double[ROUNDS];
      double[] bareRates = new double[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        double bareRate = flow.bare(jobs);
        double rate = flow.ours(jobs);
        if (i >= 0) {
          bareRates[i] = bareRate;
          rates[i] = rate;
        }
      }
      report.add(
          Figure.of("submitted and run, 2 worker processes", Numbers.median(rates), "/s")
              .beside("the statements alone", Numbers.median(bareRates))
              .atLeastTimes(TARGET));
      report.add(Figure.of("the same", Numbers.median(rates), "/s").atLeast(RATE_TARGET));
    }
  }
}
