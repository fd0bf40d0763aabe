package io.dispatcherd.logging;

import io.dispatcherd.messages.TaskMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the task that the current thread works on into the log context (MDC) until closed: {@code
 * task}, and {@code uuid} and {@code guid} if it has them.
 */
public final class LogContext implements AutoCloseable {
  private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

  private LogContext() {}

  /** For this task. */
  public static LogContext of(TaskMessage message) {
    LogContext context = new LogContext();
    MDC.put("task", message.task());
    set("uuid", message.uuid());
    set("guid", message.guid().orElse(null));
    return context;
  }

  private static void set(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }

  /** Restores what was there before, whatever the task has put in. */
  @Override
  public void close() {
    MDC.clear();
    if (before != null) {
      MDC.setContextMap(before);
    }
  }
}
