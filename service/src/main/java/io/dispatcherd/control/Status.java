package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The replies of several commands in one, and the names of the threads. */
final class Status implements ControlCommand {
  private static final List<String> PARTS =
      List.of("running", "workers", "producers", "metrics", "main", "chunks");

  @Override
  public String name() {
    return "status";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    for (String part : PARTS) {
      reply.put(part, service.command(part).run(service, Map.of()));
    }
    reply.put("aio_tasks", LiveThreads.named());
    return reply;
  }
}
