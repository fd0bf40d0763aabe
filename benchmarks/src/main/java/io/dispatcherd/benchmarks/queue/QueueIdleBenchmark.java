package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Memory;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** What a service on an empty queue costs: the machine, and the database. */
public final class QueueIdleBenchmark implements Benchmark {
  private static final Duration SETTLE = Duration.ofSeconds(15);
  private static final int SECONDS = 60;
  private static final double CPU_TARGET = 0.3;
  private static final double MEMORY_TARGET = 85;
  private static final double STATEMENTS_TARGET = 2;
  private static final String TRANSACTIONS =
      "select sum(xact_commit + xact_rollback) from pg_stat_database where datname ="
          + " current_database()";

  @Override
  public String name() {
    return "queue-idle";
  }

  @Override
  public String description() {
    return "a service on an empty queue over a minute: its processor time and memory, and what it"
        + " asks of the database";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int seconds = surroundings.scaled(SECONDS);
    try (QueueTables tables = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK))) {
      double without = transactions(tables, seconds);
      try (QueueService service =
          new QueueService(surroundings, tables, Map.of(), Map.of(), QueueService.PROCESSES)) {
        Thread.sleep(SETTLE);
        Duration cpu = service.cpuTime();
        double with = transactions(tables, seconds);
        double percent = 100 * service.cpuTime().minus(cpu).toNanos() / 1e9 / seconds;
        report.add(
            Figure.of("transactions, beyond those of the database alone", with - without, "/s")
                .atMost(STATEMENTS_TARGET));
        report.add(
            Figure.of("idle service and its 2 workers", percent, "% of a core").atMost(CPU_TARGET));
        report.add(
            Figure.of("the service, resident", Memory.resident(service.service().pid()), "MB")
                .atMost(MEMORY_TARGET));
      }
    }
  }

  /** Of the whole database, per second. */
  private static double transactions(QueueTables tables, int seconds) throws Exception {
    long before = tables.number(TRANSACTIONS);
    Thread.sleep(Duration.ofSeconds(seconds));
    return (tables.number(TRANSACTIONS) - before) / (double) seconds;
  }
}
