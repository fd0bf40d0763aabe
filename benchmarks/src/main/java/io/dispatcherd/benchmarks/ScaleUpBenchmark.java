package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Stamps;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Eight long tasks at once for a service with one worker and room for eight. */
final class ScaleUpBenchmark implements Benchmark {
  private static final int WORKERS = 8;
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double TARGET = 0.8;
  private static final double TARGET_WITH_SPARES = 0.1;

  @Override
  public String name() {
    return "scale-up";
  }

  @Override
  public String description() {
    return "8 sleeping tasks at once, 1 worker idle, room for 8: until all run";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    double jvm = StartBenchmark.bareJvm();
    report.add(
        Figure.of("all 8 run", median(surroundings, 0), "s")
            .beside("bare start of a JVM", jvm)
            .atMost(TARGET));
    report.add(
        Figure.of("all 8 run, spare_workers: 8", median(surroundings, WORKERS), "s")
            .beside("bare start of a JVM", jvm)
            .atMost(TARGET_WITH_SPARES));
  }

  private static double median(Surroundings surroundings, int spares) throws Exception {
    double[] seconds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      seconds[i] = once(surroundings, spares);
    }
    return Numbers.median(seconds);
  }

  private static double once(Surroundings surroundings, int spares) throws Exception {
    try (ServiceUnderLoad service =
            new ServiceUnderLoad(
                surroundings,
                Map.of("min_workers", 1, "max_workers", WORKERS),
                Map.of("process_manager_kwargs", Map.of("spare_workers", spares)));
        Stamps stamps = new Stamps()) {
      service.await(() -> service.processes().size(), 2 + spares);
      service.awaitRest(); // So that the spare ones have started.
      Connection connection = service.connection();
      Burst burst =
          Burst.of(WORKERS, "stampAndSleep", Map.of(), i -> List.<Object>of(stamps.pipe(), 20));
      long start = burst.send(connection, service.channel());
      long last = start;
      for (int i = 0; i < WORKERS; i++) {
        last = Math.max(last, stamps.next(PATIENCE));
      }
      return (last - start) / 1e9;
    }
  }
}
