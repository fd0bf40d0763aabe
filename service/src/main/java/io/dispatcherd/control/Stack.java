package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the threads that run tasks are at: of one worker, or of all. */
final class Stack implements ControlCommand {
  private static final int DEFAULT_LIMIT = 50;

  @Override
  public String name() {
    return "stack";
  }

  @Override
  public boolean isSlow() {
    return true;
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    OptionalInt worker =
        data.get("worker") == null
            ? OptionalInt.empty()
            : OptionalInt.of(number(data.get("worker"), "worker must be the number of a worker"));
    int limit =
        data.get("limit") == null
            ? DEFAULT_LIMIT
            : number(data.get("limit"), "limit must be a number of calls, 0 or more");
    return new LinkedHashMap<>(service.stacks(worker, limit));
  }

  private static int number(@Nullable Object value, String otherwise) {
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    throw new IllegalArgumentException(otherwise);
  }
}
