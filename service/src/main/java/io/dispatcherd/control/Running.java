package io.dispatcherd.control;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.processors.TaskPage;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Running and waiting tasks, all, those that match, or a page of them; if asked, since when they
 * do.
 */
final class Running implements ControlCommand {
  private static final String TIMES = "times";
  private static final String NEXT = "next";

  @Override
  public String name() {
    return "running";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> given = new LinkedHashMap<>(data);
    boolean times = Boolean.TRUE.equals(given.remove(TIMES));
    Optional<TaskPage> page = TaskPage.takenOf(given);
    TaskFilter filter = TaskFilter.of(given);
    if (page.isEmpty()) {
      return reply(service, service.find(filter), times ? service.since(filter) : Map.of());
    }
    TaskPage filled = page.get();
    service.find(filter, filled);
    Map<String, @Nullable Object> reply =
        reply(service, filled.tasks(), times ? filled.since() : Map.of());
    filled.next().ifPresent(name -> reply.put(NEXT, name));
    return reply;
  }

  private static Map<String, @Nullable Object> reply(
      ServiceState service, Map<String, TaskMessage> tasks, Map<String, Instant> since) {
    Instant now = Instant.now();
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    tasks.forEach(
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
