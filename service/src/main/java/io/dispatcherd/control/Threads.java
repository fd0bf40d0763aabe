package io.dispatcherd.control;

import io.dispatcherd.service.ControlCommand;
import io.dispatcherd.service.ServiceView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the service, virtual ones included, with their stacks. It answers under two names,
 * since elsewhere this shows the tasks of an asynchronous event loop.
 */
record Threads(String name) implements ControlCommand {
  private static final Logger log = LoggerFactory.getLogger(Threads.class);
  private static final int DEFAULT_LIMIT = 6;

  @Override
  public Map<String, @Nullable Object> run(
      ServiceView service, Map<String, @Nullable Object> data) {
    int limit = limit(data.getOrDefault("limit", DEFAULT_LIMIT));
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    try {
      for (ThreadDump.Entry thread : ThreadDump.take()) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("done", false);
        shown.put("stack", text(thread.stack(), limit));
        reply.put(thread.name() + "#" + thread.id(), shown);
      }
    } catch (IOException e) {
      // Told here, so that a full disk, say, costs the status only this part.
      log.warn("Can't show the threads", e);
      reply.put("error", "The JVM could not write down its threads: " + e.getMessage());
    }
    return reply;
  }

  private static int limit(@Nullable Object value) {
    if (value instanceof Integer limit && limit >= 0) {
      return limit;
    }
    throw new IllegalArgumentException("limit must be a number of stack frames, 0 or more");
  }

  private static String text(List<String> stack, int limit) {
    return stack.stream()
        .limit(limit)
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining("\n"));
  }
}
