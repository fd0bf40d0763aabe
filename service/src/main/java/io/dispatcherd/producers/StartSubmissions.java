package io.dispatcherd.producers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.config.StartTask;
import io.dispatcherd.messages.TaskMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Submits each task of its list to a broker that keeps it, once, when the service starts. */
public final class StartSubmissions implements Producer {
  private static final String QUEUE = "queue";

  private final String name;
  private final Broker broker;
  private final List<Outgoing> messages;
  private final ProducerStatus status = new ProducerStatus();

  /**
   * Submits these tasks.
   *
   * @param key the broker's name in the configuration
   */
  public StartSubmissions(String key, Broker broker, List<StartTask> tasks, TaskUuids uuids) {
    name = "on-start-" + key;
    this.broker = broker;
    messages = tasks.stream().map(task -> outgoing(task, uuids.next())).toList();
  }

  private Outgoing outgoing(StartTask task, String uuid) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>(task.options());
    String queue = (String) options.remove(QUEUE);
    TaskMessage message = OnStartProducer.message(task.task(), options, uuid);
    return new Outgoing(broker.publishChannel(queue), message.toJson(), Optional.empty(), false);
  }

  @Override
  public String name() {
    return name;
  }

  /** {@inheritDoc} The service doesn't start if they can't be submitted. */
  @Override
  public CompletableFuture<Void> start(MessageSink sink) {
    status.started();
    broker.publish(messages);
    messages.forEach(message -> status.produced());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void stop() {}

  @Override
  public Map<String, Object> status() {
    return status.asMap();
  }
}
