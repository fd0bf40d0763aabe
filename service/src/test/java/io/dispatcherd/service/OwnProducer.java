package io.dispatcherd.service;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.producers.MessageSink;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.fixtures.ProbeTasks;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An application's own producer, which the configuration names by its class. */
public final class OwnProducer implements Producer {
  /** The one that was started last, for the test to talk to. */
  static final AtomicReference<@Nullable OwnProducer> STARTED = new AtomicReference<>();

  private final int port;
  private final String word;
  private @Nullable MessageSink sink;

  /** With the options of the configuration. */
  public OwnProducer(Map<String, Object> options) {
    port = ((Number) options.getOrDefault("port", 0)).intValue();
    word = String.valueOf(options.get("word"));
  }

  @Override
  public String name() {
    return "own-producer";
  }

  @Override
  public CompletableFuture<Void> start(MessageSink to) {
    sink = to;
    STARTED.set(this);
    deliver(TaskMessage.of(Map.of("task", ProbeTasks.PREFIX + "say", "args", List.of(port, word))));
    return CompletableFuture.completedFuture(null);
  }

  /** Delivers this; null as a producer with a bug would. */
  @SuppressWarnings("NullAway") // On purpose.
  void deliver(@Nullable TaskMessage message) {
    sink.submitted(message);
  }

  @Override
  public void stop() {
    STARTED.set(null);
  }

  @Override
  public Map<String, Object> status() {
    return Map.of("word", word);
  }
}
