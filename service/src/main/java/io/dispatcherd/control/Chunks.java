package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages that are being assembled from their chunks. */
final class Chunks implements ControlCommand {
  @Override
  public String name() {
    return "chunks";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    return new LinkedHashMap<>(service.chunks().toFields());
  }
}
