package io.dispatcherd.publish;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects running and waiting tasks: those that match everything that is given. Immutable.
 *
 * @param data what is given, as the commands take it
 */
public record TaskSelection(Map<String, Object> data) {
  /** All tasks. */
  public static final TaskSelection ALL = new TaskSelection(Map.of());

  /** Copies the map. */
  public TaskSelection {
    data = Map.copyOf(data);
  }

  /** The submission with this uuid. */
  public static TaskSelection uuid(String uuid) {
    return ALL.with("uuid", uuid);
  }

  /** All submissions of the task with this name. */
  public static TaskSelection task(String name) {
    return ALL.with("task", name);
  }

  /** Only those with these positional arguments, as JSON values. */
  public TaskSelection args(List<? extends @Nullable Object> args) {
    return with("args", args);
  }

  /** Only those with these named arguments, as JSON values. */
  public TaskSelection kwargs(Map<String, ? extends @Nullable Object> kwargs) {
    return with("kwargs", kwargs);
  }

  private TaskSelection with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(data);
    more.put(key, value);
    return new TaskSelection(more);
  }
}
