package io.dispatcherd.control;

import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Running and waiting tasks, all or those that match; if asked, since when they do. */
final class Running implements ControlCommand {
  private static final String TIMES = "times";

  @Override
  public String name() {
    return "running";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> given = new LinkedHashMap<>(data);
    boolean times = Boolean.TRUE.equals(given.remove(TIMES));
    TaskFilter filter = TaskFilter.of(given);
    Map<String, Instant> since = times ? service.since(filter) : Map.of();
    Instant now = Instant.now();
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    service
        .find(filter)
        .forEach(
            (name, task) -> {
              Map<String, @Nullable Object> fields = new LinkedHashMap<>(task.fields());
              Instant moment = since.get(name);
              if (moment != null) {
                Moments.addTo(fields, service.howLongAgo(moment), now);
              }
              reply.put(name, fields);
            });
    return reply;
  }
}
