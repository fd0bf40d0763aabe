package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BareChannel;
import io.dispatcherd.benchmarks.surroundings.Memory;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a service and its workers hold in memory while they have nothing to do. Linux only. */
final class MemoryBenchmark implements Benchmark {
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final int WORKERS = 4;
  private static final double SERVICE_TARGET = 90;
  private static final double WORKER_TARGET = 45;

  /** As workers have them, as far as they matter here. */
  private static final List<String> FLAGS =
      List.of(
          "-Xms4m",
          "-Xmx512m",
          "-XX:StringTableSize=4096",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:SymbolTableSize=4096");

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String description() {
    return "resident memory of an idle service and of each of its 4 workers, in MB of 1,000,000"
        + " bytes";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    try (ServiceUnderLoad service =
            new ServiceUnderLoad(
                surroundings, Map.of("min_workers", WORKERS, "max_workers", WORKERS));
        BareChannel bare = new BareChannel(FLAGS)) {
      Thread.sleep(SETTLE);
      bare.roundTrip();
      double ofService = Memory.resident(service.service().pid());
      List<Double> resident = new ArrayList<>();
      List<Double> proportional = new ArrayList<>();
      for (ProcessHandle process : service.processes()) {
        if (process.pid() != service.service().pid()) {
          resident.add(Memory.resident(process.pid()));
          proportional.add(Memory.share(process.pid()));
        }
      }
      double ofBareJvm = Memory.resident(bare.pid());
      report.add(Figure.of("the service, resident", ofService, "MB").atMost(SERVICE_TARGET));
      report.add(
          Figure.of("an idle worker, resident", median(resident), "MB")
              .beside("a JVM that only echoes, same flags", ofBareJvm)
              .atMost(WORKER_TARGET));
      report.add(
          Figure.of("its share, what is shared counted once", median(proportional), "MB")
              .beside("the same JVM", Memory.share(bare.pid())));
    }
  }

  private static double median(List<Double> values) {
    return Numbers.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
