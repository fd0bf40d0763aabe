package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.queue.store.NewJob;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a job costs the database beside many that wait, and many that have ended. */
public final class QueueBacklogBenchmark implements Benchmark {
  private static final int FEW = 1_000;
  private static final int MANY = 100_000;
  private static final int VERY_MANY = 5_000_000;
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 100;
  private static final double FLAT = 1.2;

  @Override
  public String name() {
    return "queue-backlog";
  }

  @Override
  public String description() {
    return "500 jobs stored, claimed and ended beside 1,000 and 100,000 that are ready, and beside"
        + " 100,000 that have ended; with --long 5,000,000";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    int many = surroundings.scaled(surroundings.isLong() ? VERY_MANY : MANY);
    try (Side few = new Side(surroundings, FEW, 0);
        Side ready = new Side(surroundings, many, 0);
        Side ended = new Side(surroundings, FEW, many)) {
      List<Side> sides = List.of(few, ready, ended);
      double[][] costs = new double[sides.size()][ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (int side = 0; side < sides.size(); side++) {
          double cost = sides.get(side).cost();
          if (round >= 0) {
            costs[side][round] = cost;
          }
        }
      }
      double least = Numbers.median(costs[0]);
      report.add(Figure.of("one job beside 1,000 that are ready", least, "µs"));
      report.add(figure("that are ready", many, Numbers.median(costs[1]), least));
      report.add(figure("that have ended", many, Numbers.median(costs[2]), least));
    }
  }

  private static Figure figure(String what, int many, double cost, double least) {
    return Figure.of(String.format(Locale.ROOT, "one job beside %,d %s", many, what), cost, "µs")
        .beside("beside 1,000", least)
        .atMostTimes(FLAT);
  }

  /** Tables of its own with what is in them. */
  private static final class Side implements AutoCloseable {
    private final QueueTables tables;
    private final BareQueue queue;
    private final List<NewJob> batch =
        QueueTables.jobs(QueueDrainBenchmark.TASK, QueueService.QUEUE, BareQueue.BATCH);

    Side(Surroundings surroundings, int ready, int ended) throws Exception {
      tables = new QueueTables(surroundings, Set.of(QueueDrainBenchmark.TASK));
      tables.history(QueueDrainBenchmark.TASK, QueueService.QUEUE, ended);
      tables.pile(QueueDrainBenchmark.TASK, QueueService.QUEUE, ready);
      tables.vacuum();
      queue = new BareQueue(tables, QueueDrainBenchmark.TASK, QueueService.QUEUE);
    }

    /** Of one job, in microseconds; as many wait afterwards as before. */
    double cost() throws Exception {
      long start = System.nanoTime();
      queue.submit(batch);
      int ended = queue.step();
      return (System.nanoTime() - start) / 1e3 / ended;
    }

    @Override
    public void close() throws SQLException {
      queue.close();
      tables.close();
    }
  }
}
