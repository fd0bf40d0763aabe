package io.dispatcherd.control;

import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cancels the tasks that match; all of them only if told so. */
final class Cancel implements ControlCommand {
  @Override
  public String name() {
    return "cancel";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> given = new LinkedHashMap<>(data);
    boolean all = Boolean.TRUE.equals(given.remove("all"));
    TaskFilter filter = TaskFilter.of(given);
    if (filter.isEmpty() && !all) {
      throw new IllegalArgumentException(
          "cancel without a filter would cancel everything: give task, uuid, args or kwargs, or"
              + " all: true");
    }
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    service.cancel(filter).forEach((name, task) -> reply.put(name, task.fields()));
    return reply;
  }
}
