package io.dispatcherd.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code producers.OnStartProducer.task_list}.
 *
 * @param name of the entry
 * @param task wire name of the task; by default the same
 * @param options the other fields of its message, by their names on the wire; unmodifiable
 */
public record StartTask(String name, String task, Map<String, @Nullable Object> options) {

  /** Names the options and doesn't show them: arguments may be secret. */
  @Override
  public String toString() {
    return "StartTask[name=%s, task=%s, options=%s]".formatted(name, task, options.keySet());
  }
}
