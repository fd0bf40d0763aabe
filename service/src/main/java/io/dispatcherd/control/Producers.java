package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each producer has delivered. */
final class Producers implements ControlCommand {
  @Override
  public String name() {
    return "producers";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    service.producers().forEach(producer -> reply.put(producer.name(), producer.status()));
    return reply;
  }
}
