package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tasks that the service knows, with what their declarations say. */
final class Tasks implements ControlCommand {
  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    service.tasks().forEach(task -> reply.put(task.name(), Listings.of(task)));
    return reply;
  }
}
