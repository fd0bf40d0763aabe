package io.dispatcherd.benchmarks.parts;

import io.dispatcherd.config.Settings;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.pool.prefetch.TaskListener;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.pool.worker.WorkerLink;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import io.dispatcherd.processors.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the pool decides for one task, with workers that say at once that they are through. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBenchmark {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TaskResult RESULT =
      new TaskResult("u", TaskResult.Status.SUCCEEDED, null, Optional.empty(), NOW, NOW);

  /** How many workers there are. */
  @Param({"2", "64"})
  private int workers;

  private final TaskMessage message = Messages.message(1, "parallel");
  private final Queuer queue = new Queuer();
  private final List<Deque<Long>> runs = new ArrayList<>();
  private WorkerPool pool = newPool(1, runs);

  /** Has the workers ready. */
  @Setup
  public void start() {
    pool = newPool(workers, runs);
    pool.scaleUp(0, NOW);
    for (int id = 0; id < workers; id++) {
      pool.spawned(id, id);
      pool.said(id, new FromWorker.Starting(), NOW);
      pool.said(id, new FromWorker.Ready(), NOW);
    }
  }

  /** One task for the worker that has been idle longest, and its end. */
  @Benchmark
  public long assignAndFinish() {
    PendingTask task = new PendingTask(message, Acknowledgeable.NONE, NOW);
    task.become(TaskState.READY);
    pool.assign(task, NOW);
    long done = 0;
    for (int id = 0; id < workers && done == 0; id++) {
      Long run = runs.get(id).poll();
      if (run != null) {
        pool.said(id, new FromWorker.Finished(run, RESULT, false), NOW);
        done = run;
      }
    }
    return done;
  }

  /** What the loop asks at the end of each of its turns. */
  @Benchmark
  public Instant look() {
    pool.prefetch(queue, NOW);
    pool.scaleUp(0, NOW);
    pool.flush();
    return pool.nextDeadline();
  }

  private static WorkerPool newPool(int size, List<Deque<Long>> runs) {
    Map<String, Object> sizes =
        Map.of("min_workers", size, "max_workers", size, "max_queued", 1_000_000);
    Settings settings =
        Settings.fromMap(
            Map.of(
                "version",
                2,
                "service",
                Map.of("pool_kwargs", sizes),
                "brokers",
                Map.of("socket", Map.of("socket_path", "unused.sock"))));
    return new WorkerPool(settings.service().pool(), id -> launch(runs), new Indifferent(), NOW);
  }

  private static WorkerLink launch(List<Deque<Long>> runs) {
    Deque<Long> its = new ArrayDeque<>();
    runs.add(its);
    return new WorkerLink() {
      @Override
      public void send(ToWorker frame) {
        if (frame instanceof ToWorker.Run run) {
          its.add(run.run());
        }
      }

      @Override
      public boolean hasOwnJvm() {
        return false;
      }

      @Override
      public void kill() {
        its.clear();
      }
    };
  }

  /** Nothing is made of how tasks fare. */
  private static final class Indifferent implements TaskListener {
    @Override
    public void begun(PendingTask task, Instant now) {}

    @Override
    public void ended(PendingTask task, RunEnd end, Duration time, Optional<TaskResult> result) {}

    @Override
    public void notBegun(PendingTask task) {}

    @Override
    public void withdrawn(PendingTask task, RunEnd end) {}
  }
}
