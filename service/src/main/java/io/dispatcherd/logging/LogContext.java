package io.dispatcherd.logging;

import io.dispatcherd.messages.TaskMessage;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Says in the log context (MDC) of the current thread which task it is about, until it is closed:
 * {@code task}, {@code uuid} and, if it has one, {@code guid}.
 */
public final class LogContext implements AutoCloseable {
  private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

  private LogContext() {}

  /** For a task whose uuid is in its message. */
  public static LogContext of(TaskMessage message) {
    return of(message, Optional.ofNullable(message.uuid()).orElse(""));
  }

  /** For a task, with this uuid. */
  public static LogContext of(TaskMessage message, String uuid) {
    LogContext context = new LogContext();
    MDC.put("task", message.task());
    MDC.put("uuid", uuid);
    message.guid().ifPresentOrElse(guid -> MDC.put("guid", guid), () -> MDC.remove("guid"));
    return context;
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
