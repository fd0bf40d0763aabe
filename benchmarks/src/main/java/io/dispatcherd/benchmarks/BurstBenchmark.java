package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BareChannel;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.List;
import java.util.Map;

/** Many short tasks at once. */
final class BurstBenchmark implements Benchmark {
  private static final int TASKS = 50_000;
  private static final int ROUNDS = 5;
  private static final int ROUND_TRIPS = 50_000;
  private static final double PROCESSES_TARGET = 30_000;
  private static final double THREADS_TARGET = 100_000;
  private static final double SERIAL_TARGET = 0.8;

  @Override
  public String name() {
    return "burst";
  }

  @Override
  public String description() {
    return "50,000 tasks that arrive in one transaction, from its commit to the last one's end";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int tasks = surroundings.scaled(TASKS);
    Burst empty = Burst.ofEmptyTasks(tasks);
    double drain = drain(surroundings, empty);
    report.add(Figure.of("bare LISTEN drain", drain, "/s"));
    double roundTrips = roundTrips(surroundings);
    report.add(Figure.of("bare round trips to one process, one at a time", roundTrips, "/s"));
    try (ServiceUnderLoad service = new ServiceUnderLoad(surroundings, Map.of())) {
      report.add(
          Figure.of(
              "empty tasks, 2 worker processes, the very first burst",
              service.run(empty).perSecond(),
              "/s"));
      Burst numbered = numbered(tasks, Map.of());
      Burst serial = numbered(tasks, Map.of("on_duplicate", "serial"));
      BurstRuns ofEmpty = new BurstRuns();
      BurstRuns ofNumbered = new BurstRuns();
      BurstRuns ofSerial = new BurstRuns();
      for (int i = 0; i < ROUNDS; i++) {
        ofEmpty.add(service.run(empty));
        ofNumbered.add(service.run(numbered));
        ofSerial.add(service.run(serial));
      }
      report.add(
          Figure.of("empty tasks, 2 worker processes", ofEmpty.perSecond(), "/s")
              .beside("LISTEN drain", drain)
              .atLeast(PROCESSES_TARGET));
      report.add(Figure.of("CPU time of one, of service and workers", ofEmpty.cpuMicros(), "µs"));
      report.add(
          Figure.of("`serial`, distinct arguments", ofSerial.perSecond(), "/s")
              .beside("without serial", ofNumbered.perSecond())
              .atLeastTimes(SERIAL_TARGET));
    }
    try (ServiceUnderLoad service =
        new ServiceUnderLoad(
            surroundings, Map.of(), Map.of("process_manager_cls", "ThreadManager"))) {
      report.add(
          Figure.of(
              "empty tasks, ThreadManager, the very first burst",
              service.run(empty).perSecond(),
              "/s"));
      BurstRuns runs = new BurstRuns();
      for (int i = 0; i < ROUNDS; i++) {
        runs.add(service.run(empty));
      }
      report.add(
          Figure.of("empty tasks, ThreadManager", runs.perSecond(), "/s")
              .beside("LISTEN drain", drain)
              .atLeast(THREADS_TARGET));
      report.add(Figure.of("CPU time of one, of the service", runs.cpuMicros(), "µs"));
    }
  }

  private static Burst numbered(int tasks, Map<String, Object> more) {
    return Burst.of(tasks, "serial", more, i -> List.of(i));
  }

  private static double drain(Surroundings surroundings, Burst burst) throws Exception {
    try (BareListener listener = new BareListener(surroundings)) {
      double[] rates = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        rates[i] = listener.drain(burst);
      }
      return Numbers.median(rates);
    }
  }

  private static double roundTrips(Surroundings surroundings) throws Exception {
    int count = surroundings.scaled(ROUND_TRIPS);
    try (BareChannel channel = new BareChannel()) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        channel.roundTrip();
      }
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }
}
