package io.dispatcherd.control;

import io.dispatcherd.service.ControlCommand;
import io.dispatcherd.service.ServiceView;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the service, with their stacks. It answers under two names, since elsewhere this
 * shows the tasks of an asynchronous event loop.
 */
record Threads(String name) implements ControlCommand {
  private static final int DEFAULT_LIMIT = 6;

  @Override
  public Map<String, @Nullable Object> run(
      ServiceView service, Map<String, @Nullable Object> data) {
    int limit = limit(data.getOrDefault("limit", DEFAULT_LIMIT));
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) ->
                reply.put(
                    thread.getName() + "#" + thread.threadId(),
                    Map.of("done", !thread.isAlive(), "stack", text(stack, limit))));
    return reply;
  }

  private static int limit(@Nullable Object value) {
    if (value instanceof Integer limit && limit >= 0) {
      return limit;
    }
    throw new IllegalArgumentException("limit must be a number of stack frames, 0 or more");
  }

  private static String text(StackTraceElement[] stack, int limit) {
    return Arrays.stream(stack)
        .limit(limit)
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining("\n"));
  }
}
