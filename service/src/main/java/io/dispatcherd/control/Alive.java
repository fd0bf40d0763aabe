package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A roll-call: the reply carries nothing but the node id. */
final class Alive implements ControlCommand {
  @Override
  public String name() {
    return "alive";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    return Map.of();
  }
}
