package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The memory of the service and of each worker, in bytes, and what collecting it has cost. */
final class Memory implements ControlCommand {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public boolean isSlow() {
    return true;
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    return new LinkedHashMap<>(service.memory());
  }
}
