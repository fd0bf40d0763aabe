package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the service, virtual ones included, and what platform threads do. It answers under
 * two names, since elsewhere this shows the tasks of an asynchronous event loop.
 */
record Threads(String name) implements ControlCommand {
  private static final int DEFAULT_LIMIT = 6;

  /** Stacks are walked and written as text for each thread there is, and there may be many. */
  @Override
  public boolean isSlow() {
    return true;
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    if (data.getOrDefault("limit", DEFAULT_LIMIT) instanceof Integer limit && limit >= 0) {
      return new LinkedHashMap<>(LiveThreads.withStacks(limit));
    }
    throw new IllegalArgumentException("limit must be a number of stack frames, 0 or more");
  }
}
