package io.dispatcherd.producers;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.StartTask;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Delivers each task of its list once, when the service starts. */
public final class OnStartProducer implements Producer {
  private final List<TaskMessage> messages;
  private final ProducerStatus status = new ProducerStatus();

  /**
   * A producer for these tasks.
   *
   * @throws ConfigurationException if the options of one make no message
   */
  public OnStartProducer(List<StartTask> tasks, TaskUuids uuids) {
    messages =
        tasks.stream()
            .map(task -> message(task, uuids.next()))
            .collect(Collectors.toUnmodifiableList());
  }

  @Override
  public String name() {
    return "on-start-producer";
  }

  @Override
  public CompletableFuture<Void> start(MessageSink sink) {
    status.started();
    for (TaskMessage message : messages) {
      status.produced();
      sink.submitted(message);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void stop() {}

  @Override
  public Map<String, Object> status() {
    return status.asMap();
  }

  private static TaskMessage message(StartTask task, String uuid) {
    try {
      return message(task.task(), task.options(), uuid);
    } catch (MessageFormatException e) {
      throw new ConfigurationException(
          "producers.OnStartProducer.task_list.%s: %s".formatted(task.name(), e.getMessage()));
    }
  }

  /** What is wrong with the options of a task, if something is: they make no message. */
  public static Optional<String> problemWith(String task, Map<String, @Nullable Object> options) {
    try {
      message(task, options, "check");
      return Optional.empty();
    } catch (MessageFormatException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  static TaskMessage message(String task, Map<String, @Nullable Object> options, String uuid) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("task", task);
    fields.put("uuid", uuid);
    fields.putAll(options);
    return TaskMessage.of(fields);
  }
}
