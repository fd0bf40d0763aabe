package io.dispatcherd.control;

import io.dispatcherd.service.ControlCommand;
import io.dispatcherd.service.ServiceView;
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
      ServiceView service, Map<String, @Nullable Object> data) {
    return service
        .metrics()
        .map(
            endpoint ->
                Map.<String, @Nullable Object>of("enabled", true, "status", endpoint.status()))
        .orElseGet(() -> Map.of("enabled", false));
  }
}
