package io.dispatcherd.benchmarks.parts;

import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameCodec;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What service and worker say to each other, written and read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {
  private final Frame run = new ToWorker.Run(7, TaskMessage.fromJson(Messages.text(7)));
  private final Frame finished =
      new FromWorker.Finished(
          7,
          new TaskResult(
              "00000000-0000-0000-0000-000000000007",
              TaskResult.Status.SUCCEEDED,
              null,
              Optional.empty(),
              Instant.EPOCH,
              Instant.EPOCH),
          false);

  /** A run. */
  @Benchmark
  public @Nullable Frame run() throws IOException {
    return thereAndBack(run);
  }

  /** The end of a run. */
  @Benchmark
  public @Nullable Frame finished() throws IOException {
    return thereAndBack(finished);
  }

  private static @Nullable Frame thereAndBack(Frame frame) throws IOException {
    return FrameCodec.read(new ByteArrayInputStream(FrameCodec.encode(frame).array()));
  }
}
