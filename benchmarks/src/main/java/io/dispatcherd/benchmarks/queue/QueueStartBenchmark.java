package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.ServiceProgram;
import io.dispatcherd.benchmarks.surroundings.Services;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** What the queue adds to a service's start. */
public final class QueueStartBenchmark implements Benchmark {
  private static final int ROUNDS = 15;
  private static final Map<String, Object> ONE = Map.of("min_workers", 1, "max_workers", 1);
  private static final double TARGET = 1.15;

  @Override
  public String name() {
    return "queue-start";
  }

  @Override
  public String description() {
    return "from the start of a service until its first worker is ready, with pg_queue and with"
        + " pg_notify";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    double[] with = new double[ROUNDS];
    double[] without = new double[ROUNDS];
    try (QueueTables tables = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK))) {
      for (int i = 0; i < ROUNDS; i++) {
        with[i] = ready(surroundings, tables, true);
        without[i] = ready(surroundings, tables, false);
      }
    }
    report.add(
        Figure.of("start → first worker is ready, pg_queue", Numbers.median(with), "s")
            .beside("pg_notify", Numbers.median(without))
            .atMostTimes(TARGET));
  }

  private static double ready(Surroundings surroundings, QueueTables tables, boolean isQueue)
      throws Exception {
    Path folder = Files.createTempDirectory("bench-");
    Map<String, Object> config =
        isQueue
            ? QueueService.config(surroundings, tables.schema(), folder, Map.of(), ONE, Map.of())
            : Services.config(
                surroundings.postgres().conninfo(),
                Services.newChannel(),
                folder.resolve("sock"),
                ONE,
                Map.of());
    long start = System.nanoTime();
    try (ServiceProgram service = new ServiceProgram(surroundings, folder, config, 1)) {
      return (service.readySince() - start) / 1e9;
    }
  }
}
