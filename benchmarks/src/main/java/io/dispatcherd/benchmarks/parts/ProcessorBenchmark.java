package io.dispatcherd.benchmarks.parts;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.processors.Blocker;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.Queuer;
import java.time.Instant;
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

/** One more task while others wait: checked against its duplicates, queued, taken, ended. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProcessorBenchmark {
  /** Its rule. */
  @Param({"parallel", "serial"})
  private String rule = "parallel";

  /** How many wait. */
  @Param({"0", "100000"})
  private int backlog;

  private final Blocker blocker = new Blocker();
  private final Queuer queuer = new Queuer();
  private int number;

  /** The backlog. */
  @Setup
  public void fill() {
    for (int i = 0; i < backlog; i++) {
      arrive();
    }
  }

  /** One comes, one goes. */
  @Benchmark
  public Optional<PendingTask> oneMore() {
    arrive();
    return queuer.poll().flatMap(blocker::finished);
  }

  private void arrive() {
    PendingTask task =
        new PendingTask(Messages.message(number++, rule), Acknowledgeable.NONE, Instant.EPOCH);
    if (blocker.offer(task) == Blocker.Decision.RUN) {
      queuer.add(task);
    }
  }
}
