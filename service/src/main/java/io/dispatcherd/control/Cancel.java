package io.dispatcherd.control;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.DeadLetterBroker;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Cancels the tasks that match; all of them only if told so. */
final class Cancel implements ControlCommand {
  @Override
  public String name() {
    return "cancel";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> given = new LinkedHashMap<>(data);
    boolean all = Boolean.TRUE.equals(given.remove("all"));
    TaskFilter filter = TaskFilter.of(given);
    if (filter.isEmpty() && !all) {
      throw new IllegalArgumentException(
          "cancel without a filter would cancel everything: give task, uuid, args or kwargs, or"
              + " all: true");
    }
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    service.cancel(filter).forEach((name, task) -> reply.put(name, task.fields()));
    return reply;
  }

  /** A uuid that this service doesn't know may be that of a job that waits, or runs elsewhere. */
  @Override
  public Optional<Supplier<Map<String, @Nullable Object>>> rest(
      ServiceState service,
      Map<String, @Nullable Object> data,
      Map<String, @Nullable Object> reply) {
    List<DeadLetterBroker> keeping =
        service.producers().stream().flatMap(producer -> producer.keptBy().stream()).toList();
    boolean isUnknown =
        reply.keySet().equals(Set.of("node_id")) && data.keySet().equals(Set.of("uuid"));
    return isUnknown && !keeping.isEmpty()
        ? Optional.of(() -> kept(String.valueOf(data.get("uuid")), keeping))
        : Optional.empty();
  }

  private static Map<String, @Nullable Object> kept(String uuid, List<DeadLetterBroker> keeping) {
    Map<String, @Nullable Object> cancelled = new LinkedHashMap<>();
    try {
      for (DeadLetterBroker broker : keeping) {
        if (broker.jobs().cancel(uuid)) {
          broker
              .jobs()
              .find(uuid)
              .ifPresent(job -> cancelled.put("job-" + (cancelled.size() + 1), fields(job)));
        }
      }
    } catch (BrokerException e) {
      cancelled.put("error", e.getMessage());
    }
    return cancelled;
  }

  private static Map<String, @Nullable Object> fields(Job job) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("uuid", job.uuid());
    fields.put("task", job.task());
    fields.put("queue", job.queue());
    fields.put("state", job.state().wireName());
    return fields;
  }
}
