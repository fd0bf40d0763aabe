package io.dispatcherd.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code producers.OnStartProducer.task_list}.
 *
 * @param name of the entry
 * @param task wire name of the task; by default the same
 * @param options the other fields of its message, by their names on the wire; unmodifiable
 * @param broker the name of the one that it is submitted to; empty if the service runs it itself
 */
public record StartTask(
    String name, String task, Map<String, @Nullable Object> options, Optional<String> broker) {
  /** One that the service runs itself. */
  public StartTask(String name, String task, Map<String, @Nullable Object> options) {
    this(name, task, options, Optional.empty());
  }

  /** Names the options and doesn't show them: arguments may be secret. */
  @Override
  public String toString() {
    return "StartTask[name=%s, task=%s, options=%s]".formatted(name, task, options.keySet());
  }
}
