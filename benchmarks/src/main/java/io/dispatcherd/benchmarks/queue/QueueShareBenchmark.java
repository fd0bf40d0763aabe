package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Several services on one queue. */
public final class QueueShareBenchmark implements Benchmark {
  private static final int SERVICES = 4;
  private static final int JOBS = 100_000;
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 5;
  private static final double TARGET = 0.9;

  /** Of what each would have if all had the same. */
  private static final double LEAST_SHARE = 0.5;

  @Override
  public String name() {
    return "queue-share";
  }

  @Override
  public String description() {
    return "100,000 empty jobs for four services on one queue, beside one; threads";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int jobs = surroundings.scaled(JOBS);
    try (QueueTables alone = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK));
        QueueTables shared = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK));
        QueueService one = service(surroundings, alone)) {
      List<QueueService> four = new ArrayList<>();
      try {
        for (int i = 0; i < SERVICES; i++) {
          four.add(service(surroundings, shared));
        }
        double[] rates = new double[ROUNDS];
        double[] ratesAlone = new double[ROUNDS];
        double[] shares = new double[ROUNDS];
        for (int i = -WARM_UP; i < ROUNDS; i++) {
          double rateAlone = one.drain(QueueDrainBenchmark.TASK, jobs);
          long[] before = four.stream().mapToLong(QueueService::finished).toArray();
          double rate = drain(shared, jobs);
          if (i >= 0) {
            ratesAlone[i] = rateAlone;
            rates[i] = rate;
            shares[i] = leastShare(four, before, jobs);
          }
        }
        report.add(
            Figure.of("four services on one queue", Numbers.median(rates), "/s")
                .beside("one service", Numbers.median(ratesAlone))
                .atLeastTimes(TARGET));
        report.add(
            Figure.of(
                    "the smallest part that one of them got", Numbers.median(shares), "of its own")
                .atLeast(LEAST_SHARE));
      } finally {
        for (QueueService each : four) {
          each.close();
        }
      }
    }
  }

  private static QueueService service(Surroundings surroundings, QueueTables tables)
      throws Exception {
    return new QueueService(
        surroundings, tables, QueueService.EAGER, Map.of(), QueueService.THREADS);
  }

  private static double drain(QueueTables tables, int jobs) throws Exception {
    long start = tables.fill(QueueDrainBenchmark.TASK, QueueService.QUEUE, jobs);
    tables.awaitEmpty();
    return jobs / ((System.nanoTime() - start) / 1e9);
  }

  private static double leastShare(List<QueueService> services, long[] before, int jobs) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < before.length; i++) {
      least = Math.min(least, services.get(i).finished() - before[i]);
    }
    return (double) least * services.size() / jobs;
  }
}
