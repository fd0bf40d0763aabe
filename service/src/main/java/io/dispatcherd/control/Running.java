package io.dispatcherd.control;

import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Running and waiting tasks, all or those that match. */
final class Running implements ControlCommand {
  @Override
  public String name() {
    return "running";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceView service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    service.find(TaskFilter.of(data)).forEach((name, task) -> reply.put(name, task.fields()));
    return reply;
  }
}
