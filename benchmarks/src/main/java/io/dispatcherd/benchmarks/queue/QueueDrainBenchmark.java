package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.util.Map;
import java.util.Set;

/** Many short jobs that are ready. */
public final class QueueDrainBenchmark implements Benchmark {
  /** The task that does nothing. */
  public static final String TASK = BenchmarkTasks.PREFIX + "empty";

  private static final String BARE = "bare";
  private static final int JOBS = 100_000;
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 5;
  private static final double PROCESSES_TARGET = 0.5;
  private static final double THREADS_TARGET = 0.6;

  @Override
  public String name() {
    return "queue-drain";
  }

  @Override
  public String description() {
    return "100,000 empty jobs that become ready in one transaction, from its commit to the last"
        + " one's end";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    measure(surroundings, report, "2 worker processes", QueueService.PROCESSES, PROCESSES_TARGET);
    measure(surroundings, report, "ThreadManager", QueueService.THREADS, THREADS_TARGET);
  }

  private static void measure(
      Surroundings surroundings, Report report, String how, Map<String, Object> more, double target)
      throws Exception {
    int jobs = surroundings.scaled(JOBS);
    try (QueueTables tables = new QueueTables(surroundings, Set.of(TASK));
        QueueService service =
            new QueueService(surroundings, tables, QueueService.EAGER, Map.of(), more);
        BareQueue bare = new BareQueue(tables, TASK, BARE)) {
      double first = service.drain(TASK, jobs);
      for (int i = 1; i < WARM_UP; i++) {
        service.drain(TASK, jobs);
        drain(tables, bare, jobs);
      }
      double[] rates = new double[ROUNDS];
      double[] bareRates = new double[ROUNDS];
      double[] cpu = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        bareRates[i] = drain(tables, bare, jobs);
        long before = service.cpuTime().toNanos();
        rates[i] = service.drain(TASK, jobs);
        cpu[i] = (service.cpuTime().toNanos() - before) / 1e3 / jobs;
      }
      report.add(Figure.of("empty jobs, " + how + ", the very first ones", first, "/s"));
      report.add(
          Figure.of("empty jobs, " + how, Numbers.median(rates), "/s")
              .beside("claims and ends alone", Numbers.median(bareRates))
              .atLeastTimes(target));
      report.add(Figure.of("CPU time of one, of service and workers", Numbers.median(cpu), "µs"));
    }
  }

  /** The same number of jobs, claimed and ended by nobody. Per second. */
  static double drain(QueueTables tables, BareQueue bare, int jobs) throws Exception {
    long start = tables.fill(TASK, BARE, jobs);
    int ended = bare.drain();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (ended != jobs) {
      throw new IllegalStateException("%d of %d jobs were there".formatted(ended, jobs));
    }
    return jobs / seconds;
  }
}
