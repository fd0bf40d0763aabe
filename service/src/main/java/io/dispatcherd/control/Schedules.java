package io.dispatcherd.control;

import io.dispatcherd.producers.ScheduledProducer;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The schedules of the service, and when each runs next. */
final class Schedules implements ControlCommand {
  @Override
  public String name() {
    return "schedules";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    service.producers().stream()
        .filter(ScheduledProducer.class::isInstance)
        .flatMap(producer -> ((ScheduledProducer) producer).planned().stream())
        .forEach(
            run -> reply.put(run.task().name(), Listings.of(run.task(), Optional.of(run.at()))));
    return reply;
  }
}
