package io.dispatcherd.benchmarks.rabbit;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.Optional;

/** What storing a task in RabbitMQ costs beside the client library alone. Nobody runs them. */
public final class RabbitSubmitBenchmark implements Benchmark {
  private static final int SINGLES = 1_000;
  private static final int MANY = 10_000;
  private static final int GROUP = 1_000;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 10;
  private static final double TARGET = 0.7;

  @Override
  public String name() {
    return "rabbit-submit";
  }

  @Override
  public String description() {
    return "storing tasks in RabbitMQ until they are confirmed: one by one, 1,000 at once";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    Optional<RabbitQueue> opened = RabbitQueue.open();
    if (opened.isEmpty()) {
      return;
    }
    try (RabbitQueue queue = opened.get()) {
      compare(queue, report, "one by one", surroundings.scaled(SINGLES), 1);
      compare(queue, report, "1,000 at once", surroundings.scaled(MANY / GROUP) * GROUP, GROUP);
    }
  }

  private static void compare(RabbitQueue queue, Report report, String how, int count, int group)
      throws Exception {
    double[] rates = new double[ROUNDS];
    double[] bareRates = new double[ROUNDS];
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      double rate = 0;
      double bareRate = 0;
      for (int turn = 0; turn < 2; turn++) {
        // In turns, each first as often as second.
        boolean isOurs = (i + turn) % 2 == 0;
        long start = System.nanoTime();
        if (isOurs) {
          queue.submit(count, group);
          rate = count / ((System.nanoTime() - start) / 1e9);
        } else {
          queue.submitBare(count, group);
          bareRate = count / ((System.nanoTime() - start) / 1e9);
        }
      }
      if (i >= 0) {
        bareRates[i] = bareRate;
        rates[i] = rate;
      }
      queue.drainBare(2 * count);
    }
    report.add(
        Figure.of("storing, " + how, Numbers.median(rates), "/s")
            .beside("the client library alone", Numbers.median(bareRates))
            .atLeastTimes(TARGET));
  }
}
