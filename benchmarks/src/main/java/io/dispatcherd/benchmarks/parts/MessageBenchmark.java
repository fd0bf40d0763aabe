package io.dispatcherd.benchmarks.parts;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From text to message and back, and what is too large for its broker. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageBenchmark {
  private static final int CHUNK_BYTES = 7999;

  private final String text = Messages.text(7);
  private final String large = Json.write(List.of("0123456789".repeat(10_000)));

  /** Text to message. */
  @Benchmark
  public Message decode() {
    return MessageDecoder.decode(text);
  }

  /** Text to message, and the text that a worker gets: with the channel that it came over. */
  @Benchmark
  public String decodeAndForward() {
    return TaskMessage.fromJson(text).withChannel("channel").toJson();
  }

  /** 100 KB into chunks of PostgreSQL's size. */
  @Benchmark
  public List<String> split() {
    return ChunkSplitter.split(large, CHUNK_BYTES);
  }
}
