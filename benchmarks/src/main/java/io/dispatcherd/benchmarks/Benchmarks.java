package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Recording;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.peers.PeersBenchmark;
import io.dispatcherd.benchmarks.queue.QueueBacklogBenchmark;
import io.dispatcherd.benchmarks.queue.QueueDrainBenchmark;
import io.dispatcherd.benchmarks.queue.QueueFlowBenchmark;
import io.dispatcherd.benchmarks.queue.QueueIdleBenchmark;
import io.dispatcherd.benchmarks.queue.QueueLatencyBenchmark;
import io.dispatcherd.benchmarks.queue.QueueShareBenchmark;
import io.dispatcherd.benchmarks.queue.QueueSnapshotBenchmark;
import io.dispatcherd.benchmarks.queue.QueueStartBenchmark;
import io.dispatcherd.benchmarks.queue.QueueSubmitBenchmark;
import io.dispatcherd.benchmarks.rabbit.RabbitConsumeBenchmark;
import io.dispatcherd.benchmarks.rabbit.RabbitLatencyBenchmark;
import io.dispatcherd.benchmarks.rabbit.RabbitSubmitBenchmark;
import io.dispatcherd.benchmarks.surroundings.Machine;
import io.dispatcherd.benchmarks.surroundings.Postgres;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The program: measures what it is told to, or everything. */
public final class Benchmarks {
  private static final List<Benchmark> ALL =
      List.of(
          new BurstBenchmark(),
          new GrowthBenchmark(),
          new BacklogBenchmark(),
          new LatencyBenchmark(),
          new SubmitBenchmark(),
          new ScaleUpBenchmark(),
          new StartBenchmark(),
          new MemoryBenchmark(),
          new IdleBenchmark(),
          new QueueDrainBenchmark(),
          new QueueFlowBenchmark(),
          new QueueSubmitBenchmark(),
          new QueueLatencyBenchmark(),
          new QueueBacklogBenchmark(),
          new QueueShareBenchmark(),
          new QueueSnapshotBenchmark(),
          new QueueStartBenchmark(),
          new QueueIdleBenchmark(),
          new RabbitSubmitBenchmark(),
          new RabbitConsumeBenchmark(),
          new RabbitLatencyBenchmark(),
          new PeersBenchmark());

  private Benchmarks() {}

  /**
   * Arguments: names of benchmarks; {@code --list}; {@code --record}; {@code --long} for bursts of
   * 1,000,000 too; {@code --scale=0.1}.
   */
  public static void main(String[] args) throws Exception {
    List<String> names = new ArrayList<>(Arrays.asList(args));
    if (names.remove("--list")) {
      ALL.forEach(each -> System.out.printf("%-14s %s%n", each.name(), each.description()));
      return;
    }
    boolean record = names.remove("--record");
    boolean isLong = names.remove("--long");
    double scale = 1;
    for (String name : List.copyOf(names)) {
      if (name.startsWith("--scale=")) {
        scale = Double.parseDouble(name.substring("--scale=".length()));
        names.remove(name);
      }
    }
    List<Benchmark> chosen = choose(names);
    Report report = new Report(System.out);
    try (Postgres postgres = Postgres.open()) {
      for (Benchmark benchmark : chosen) {
        report.begin(benchmark);
        benchmark.run(new Surroundings(postgres, scale, isLong), report);
      }
      if (record) {
        new Recording(report.figures(), Machine.of(postgres)).write(Path.of("docs", "explanation"));
      }
    }
  }

  private static List<Benchmark> choose(List<String> names) {
    List<String> unknown =
        names.stream()
            .filter(name -> ALL.stream().noneMatch(each -> each.name().equals(name)))
            .toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "no benchmark is called " + String.join(", ", unknown) + "; --list names them");
    }
    return ALL.stream().filter(each -> names.isEmpty() || names.contains(each.name())).toList();
  }
}
