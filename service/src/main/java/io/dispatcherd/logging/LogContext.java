package io.dispatcherd.workers;

import io.dispatcherd.messages.TaskMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Says in the log context of the current thread which task it runs, until it is closed. */
final class LogContext implements AutoCloseable {
  private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

  private LogContext() {}

  static LogContext of(TaskMessage message, String uuid) {
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
