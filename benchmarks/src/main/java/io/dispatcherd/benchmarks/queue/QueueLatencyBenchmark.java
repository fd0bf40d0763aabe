package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.benchmarks.surroundings.Stamps;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.publish.Dispatcherd;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** One job for an idle service. */
public final class QueueLatencyBenchmark implements Benchmark {
  private static final int SAMPLES = 1_000;
  private static final int WARM_UP = 3_000;
  private static final Duration IDLE = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double MEDIAN_TARGET = 3_000;
  private static final double TAIL_TARGET = 10_000;

  @Override
  public String name() {
    return "queue-latency";
  }

  @Override
  public String description() {
    return "an idle service: from the commit that stores a job to the first line of its task";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    try (QueueTables tables =
            new QueueTables(surroundings, Set.of(BenchmarkTasks.PREFIX + "stamp"));
        QueueService service =
            new QueueService(surroundings, tables, Map.of(), Map.of(), QueueService.PROCESSES);
        Dispatcherd client =
            Dispatcherd.fromMap(
                QueueService.config(
                    surroundings,
                    tables.schema(),
                    Path.of("unused"),
                    Map.of(),
                    Map.of(),
                    Map.of()));
        Connection connection = tables.connect();
        Stamps stamps = new Stamps()) {
      service.await(service::readyWorkers, 2);
      connection.setAutoCommit(false);
      Probe probe = new Probe(client, connection, stamps);
      probe.repeat(surroundings.scaled(WARM_UP), Duration.ZERO);
      Times times = probe.repeat(surroundings.scaled(SAMPLES), IDLE);
      add(report, "submit() → first line", times.alone);
      add(report, "commit → first line, in a transaction of the caller's", times.inTransaction);
    }
  }

  private static void add(Report report, String what, double[] micros) {
    report.add(
        Figure.of(what + ", p50", Numbers.quantile(micros, 0.5), "µs").atMost(MEDIAN_TARGET));
    report.add(Figure.of(what + ", p99", Numbers.quantile(micros, 0.99), "µs").atMost(TAIL_TARGET));
  }

  private static final class Times {
    final double[] alone;
    final double[] inTransaction;

    Times(int count) {
      alone = new double[count];
      inTransaction = new double[count];
    }
  }

  private record Probe(Dispatcherd client, Connection connection, Stamps stamps) {
    /** Both in turn, in microseconds. */
    Times repeat(int count, Duration pause) throws Exception {
      Times times = new Times(count);
      for (int i = 0; i < count; i++) {
        Thread.sleep(pause);
        long start = System.nanoTime();
        client.task(BenchmarkTasks::stamp, stamps.pipe()).queue(QueueService.QUEUE).submit();
        times.alone[i] = (stamps.next(PATIENCE) - start) / 1e3;
        Thread.sleep(pause);
        client
            .task(BenchmarkTasks::stamp, stamps.pipe())
            .queue(QueueService.QUEUE)
            .submit(connection);
        start = System.nanoTime();
        connection.commit();
        times.inTransaction[i] = (stamps.next(PATIENCE) - start) / 1e3;
      }
      return times;
    }
  }
}
