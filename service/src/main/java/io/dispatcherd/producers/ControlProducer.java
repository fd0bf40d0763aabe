package io.dispatcherd.producers;

import io.dispatcherd.messages.TaskMessage;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Counts the tasks that came through the {@code run} command, which its presence enables. */
public final class ControlProducer implements Producer {
  /** The name under which it is shown. */
  public static final String NAME = "control-producer";

  private final ProducerStatus status = new ProducerStatus();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Void> start(MessageSink sink) {
    status.started();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void stop() {}

  /** A command submitted this task. */
  public void accepted(TaskMessage message) {
    status.produced();
  }

  @Override
  public Map<String, Object> status() {
    return status.asMap();
  }
}
