package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a task in, and acknowledges it. */
final class Run implements ControlCommand {
  @Override
  public String name() {
    return "run";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    return Map.of("ack", service.submit(data).fields());
  }
}
