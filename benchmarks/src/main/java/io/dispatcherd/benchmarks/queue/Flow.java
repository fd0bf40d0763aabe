package io.dispatcherd.benchmarks.queue;

import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.tasks.TaskCall;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Jobs that are submitted in batches while they are run: by a client and a service, or bare. */
final class Flow implements AutoCloseable {
  private static final int BATCH = 500;
  private static final String BARE = "bare";

  private final QueueTables tables;
  private final QueueService service;
  private final Dispatcherd client;
  private final BareQueue submitting;
  private final BareQueue claiming;

  Flow(Surroundings surroundings, QueueTables tables) throws Exception {
    this.tables = tables;
    service =
        new QueueService(
            surroundings, tables, QueueService.EAGER, Map.of(), QueueService.PROCESSES);
    client =
        Dispatcherd.fromMap(
            QueueService.config(
                surroundings, tables.schema(), Path.of("unused"), Map.of(), Map.of(), Map.of()));
    submitting = new BareQueue(tables, QueueDrainBenchmark.TASK, BARE);
    claiming = new BareQueue(tables, QueueDrainBenchmark.TASK, BARE);
  }

  /** Jobs per second, from the first submission to the last end. */
  double ours(int jobs) throws Exception {
    List<TaskCall> batch =
        Collections.nCopies(BATCH, client.task(BenchmarkTasks::empty).queue(QueueService.QUEUE));
    long before = service.finished();
    long start = System.nanoTime();
    for (int left = jobs; left > 0; left -= BATCH) {
      client.submitAll(batch.subList(0, Math.min(BATCH, left)));
    }
    service.await(service::finished, before + jobs);
    tables.awaitEmpty();
    return jobs / ((System.nanoTime() - start) / 1e9);
  }

  /** The same with the statements alone: one connection submits, another claims and ends. */
  double bare(int jobs) throws Exception {
    List<NewJob> batch = QueueTables.jobs(QueueDrainBenchmark.TASK, BARE, BATCH);
    long start = System.nanoTime();
    CompletableFuture<Void> all =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int left = jobs; left > 0; left -= BATCH) {
                  submitting.submit(batch.subList(0, Math.min(BATCH, left)));
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    for (int ended = 0; ended < jobs; ended += claiming.step()) {
      if (all.isCompletedExceptionally()) {
        break;
      }
    }
    all.get();
    return jobs / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() throws IOException, SQLException {
    client.close();
    service.close();
    submitting.close();
    claiming.close();
  }
}
