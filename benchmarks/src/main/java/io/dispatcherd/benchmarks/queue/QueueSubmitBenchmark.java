package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.tasks.TaskCall;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What storing a job costs beside the statement alone. Nobody runs them. */
public final class QueueSubmitBenchmark implements Benchmark {
  private static final int SINGLES = 1_000;
  private static final int BATCHES = 10;
  private static final int BATCH = 1_000;
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 15;
  private static final double SINGLE_TARGET = 0.9;
  private static final double BATCH_TARGET = 0.8;

  private interface Submit {
    void submit(int count) throws Exception;
  }

  @Override
  public String name() {
    return "queue-submit";
  }

  @Override
  public String description() {
    return "storing jobs: one by one, 1,000 at once";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    String task = QueueDrainBenchmark.TASK;
    try (QueueTables tables = new QueueTables(surroundings, Set.of(task));
        BareQueue bare = new BareQueue(tables, task, "bare");
        Dispatcherd client =
            Dispatcherd.fromMap(
                QueueService.config(
                    surroundings,
                    tables.schema(),
                    Path.of("unused"),
                    Map.of(),
                    Map.of(),
                    Map.of()))) {
      TaskCall call = client.task(BenchmarkTasks::empty).queue(QueueService.QUEUE);
      List<TaskCall> calls = Collections.nCopies(BATCH, call);
      List<NewJob> job = QueueTables.jobs(task, "bare", 1);
      List<NewJob> jobs = QueueTables.jobs(task, "bare", BATCH);
      compare(
          report,
          "one by one",
          surroundings.scaled(SINGLES),
          count -> {
            for (int i = 0; i < count; i++) {
              call.submit();
            }
          },
          count -> {
            for (int i = 0; i < count; i++) {
              bare.submit(job);
            }
          },
          SINGLE_TARGET);
      compare(
          report,
          "1,000 at once",
          surroundings.scaled(BATCHES) * BATCH,
          count -> {
            for (int i = 0; i < count; i += BATCH) {
              client.submitAll(calls);
            }
          },
          count -> {
            for (int i = 0; i < count; i += BATCH) {
              bare.submit(jobs);
            }
          },
          BATCH_TARGET);
    }
  }

  private static void compare(
      Report report, String how, int count, Submit ours, Submit bare, double target)
      throws Exception {
    double[] rates = new double[ROUNDS];
    double[] bareRates = new double[ROUNDS];
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      double bareRate = rate(count, bare);
      double rate = rate(count, ours);
      if (i >= 0) {
        bareRates[i] = bareRate;
        rates[i] = rate;
      }
    }
    report.add(
        Figure.of("storing, " + how, Numbers.median(rates), "/s")
            .beside("the statement alone", Numbers.median(bareRates))
            .atLeastTimes(target));
  }

  private static double rate(int count, Submit submit) throws Exception {
    long start = System.nanoTime();
    submit.submit(count);
    return count / ((System.nanoTime() - start) / 1e9);
  }
}
