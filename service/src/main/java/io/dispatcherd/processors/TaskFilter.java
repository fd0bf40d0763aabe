package io.dispatcherd.processors;

import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a command is about. All that is given must match; args and kwargs match when they are
 * equal as JSON values. Immutable.
 */
public final class TaskFilter implements Predicate<PendingTask> {
  private static final String TASK = "task";
  private static final String UUID = "uuid";
  private static final String ARGS = "args";
  private static final String KWARGS = "kwargs";
  private static final Set<String> KEYS = Set.of(TASK, UUID, ARGS, KWARGS);

  private final Optional<String> task;
  private final Optional<String> uuid;
  private final Optional<List<@Nullable Object>> args;
  private final Optional<Map<String, @Nullable Object>> kwargs;

  private TaskFilter(Map<String, ? extends @Nullable Object> data) {
    task = text(data, TASK);
    uuid = text(data, UUID);
    args = given(data, ARGS, List.class, "a list").map(CanonicalJson::list);
    kwargs = given(data, KWARGS, Map.class, "an object").map(CanonicalJson::object);
  }

  /**
   * The filter that a command's data describes. A key whose value is null counts as not given.
   *
   * @param data {@code task}, {@code uuid}, {@code args}, {@code kwargs}, as JSON values
   * @throws MessageFormatException if a value has the wrong type, or there is another key: leaving
   *     it out would hit more tasks than were meant
   */
  public static TaskFilter of(Map<String, ? extends @Nullable Object> data) {
    Set<String> unknown = new TreeSet<>(data.keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new MessageFormatException(
          "unknown in a filter of tasks: "
              + String.join(", ", unknown)
              + " (known: task, uuid, args, kwargs)");
    }
    return new TaskFilter(data);
  }

  /** Whether nothing is given, so that every task matches. */
  public boolean isEmpty() {
    return task.isEmpty() && uuid.isEmpty() && args.isEmpty() && kwargs.isEmpty();
  }

  /** The uuid that is given, if one is. */
  public Optional<String> uuid() {
    return uuid;
  }

  @Override
  public boolean test(PendingTask pending) {
    return matches(pending.message());
  }

  /** Whether all that is given equals what the message has. */
  public boolean matches(TaskMessage message) {
    return task.map(message.task()::equals).orElse(true)
        && uuid.map(given -> given.equals(message.uuid())).orElse(true)
        && args.map(given -> given.equals(CanonicalJson.list(message.args()))).orElse(true)
        && kwargs.map(given -> given.equals(CanonicalJson.object(message.kwargs()))).orElse(true);
  }

  private static Optional<String> text(Map<String, ? extends @Nullable Object> data, String key) {
    return given(data, key, String.class, "a string");
  }

  private static <T> Optional<T> given(
      Map<String, ? extends @Nullable Object> data, String key, Class<T> type, String expected) {
    Object value = data.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw new MessageFormatException("field \"" + key + "\" must be " + expected);
    }
    return Optional.of(type.cast(value));
  }
}
