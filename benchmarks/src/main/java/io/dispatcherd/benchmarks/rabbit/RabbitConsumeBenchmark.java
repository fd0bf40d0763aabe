package io.dispatcherd.benchmarks.rabbit;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.Optional;

/** What taking and acknowledging costs beside the client library alone. */
public final class RabbitConsumeBenchmark implements Benchmark {
  private static final int TASKS = 20_000;
  private static final int GROUP = 1_000;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 7;
  private static final double TARGET = 0.7;

  @Override
  public String name() {
    return "rabbit-consume";
  }

  @Override
  public String description() {
    return "20,000 tasks that wait in RabbitMQ, until the last one is acknowledged";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int tasks = surroundings.scaled(TASKS / GROUP) * GROUP;
    Optional<RabbitQueue> opened = RabbitQueue.open();
    if (opened.isEmpty()) {
      return;
    }
    try (RabbitQueue queue = opened.get()) {
      double[] rates = new double[ROUNDS];
      double[] bareRates = new double[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        queue.submitBare(tasks, GROUP);
        double bareRate = queue.drainBare(tasks);
        queue.submitBare(tasks, GROUP);
        double rate = queue.drain(tasks);
        if (i >= 0) {
          bareRates[i] = bareRate;
          rates[i] = rate;
        }
      }
      report.add(
          Figure.of("taking and acknowledging", Numbers.median(rates), "/s")
              .beside("the client library alone", Numbers.median(bareRates))
              .atLeastTimes(TARGET));
    }
  }
}
