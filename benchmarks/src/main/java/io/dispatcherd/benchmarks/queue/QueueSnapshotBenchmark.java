package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Set;

/** A transaction elsewhere that keeps its snapshot, so that nothing dead can be cleaned up. */
public final class QueueSnapshotBenchmark implements Benchmark {
  private static final int JOBS = 50_000;
  private static final int WARM_UP = 3;
  private static final int COMPARED = 3;

  /** Under the snapshot: a million jobs, as in ten minutes at 2,000 a second. */
  private static final int ROUNDS = 24;

  private static final double TARGET = 0.8;

  @Override
  public String name() {
    return "queue-snapshot";
  }

  @Override
  public String description() {
    return "1,200,000 jobs under a snapshot that is held elsewhere: the rate before, and at its"
        + " end";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int jobs = surroundings.scaled(JOBS);
    try (QueueTables tables = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK));
        Flow flow = new Flow(surroundings, tables);
        Connection elsewhere = tables.connect()) {
      for (int i = 0; i < WARM_UP; i++) {
        flow.ours(jobs);
      }
      double[] before = rates(flow, jobs);
      hold(elsewhere);
      for (int i = COMPARED; i < ROUNDS; i++) {
        flow.ours(jobs);
      }
      double[] after = rates(flow, jobs);
      elsewhere.rollback();
      report.add(
          Figure.of("at the end of a snapshot's time", Numbers.median(after), "/s")
              .beside("before it", Numbers.median(before))
              .atLeastTimes(TARGET));
    }
  }

  private static double[] rates(Flow flow, int jobs) throws Exception {
    double[] rates = new double[COMPARED];
    for (int i = 0; i < COMPARED; i++) {
      rates[i] = flow.ours(jobs);
    }
    return rates;
  }

  private static void hold(Connection connection) throws Exception {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select txid_current()");
    }
  }
}
