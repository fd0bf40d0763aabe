package io.dispatcherd.processors;

import io.dispatcherd.messages.TaskMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes two messages duplicates: task, args and kwargs, equal as JSON values. Absent arguments
 * equal empty ones, the order of keys doesn't matter, and 1 differs from 1.0.
 */
final class DuplicateKey {
  private final String task;
  private final List<@Nullable Object> args;
  private final Map<String, @Nullable Object> kwargs;
  private final int hash;

  private DuplicateKey(TaskMessage message) {
    task = message.task();
    args = CanonicalJson.list(message.args());
    kwargs = CanonicalJson.object(message.kwargs());
    hash = 31 * (31 * task.hashCode() + args.hashCode()) + kwargs.hashCode();
  }

  static DuplicateKey of(TaskMessage message) {
    return new DuplicateKey(message);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DuplicateKey key
        && key.hash == hash
        && key.task.equals(task)
        && key.args.equals(args)
        && key.kwargs.equals(kwargs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Without the arguments, which may be confidential. */
  @Override
  public String toString() {
    return "duplicates of " + task;
  }
}
