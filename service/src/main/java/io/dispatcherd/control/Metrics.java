package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether metrics are served, and how that server is doing. */
final class Metrics implements ControlCommand {
  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    reply.put("enabled", service.metrics().isPresent());
    service.metrics().ifPresent(endpoint -> reply.put("status", endpoint.status()));
    return reply;
  }
}
