package io.dispatcherd.control;

import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDefaults;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of a declared task, and of a schedule. Arguments stay out: they may be secret. */
public final class Listings {
  private Listings() {}

  /** What the declaration of a task says. */
  public static Map<String, @Nullable Object> of(TaskDeclaration task) {
    TaskDefaults defaults = task.defaults();
    Map<String, @Nullable Object> described = new LinkedHashMap<>();
    described.put("method", task.method().toString());
    described.put("queue", defaults.queue().or(defaults::queueFrom).orElse(null));
    described.put("timeout", defaults.timeout().map(Moments::seconds).orElse(null));
    described.put("delay", defaults.delay().map(Moments::seconds).orElse(null));
    described.put("on_duplicate", defaults.onDuplicate().wireName());
    return described;
  }

  /**
   * When a task runs.
   *
   * @param next when it does so next; empty if it doesn't any more
   */
  public static Map<String, @Nullable Object> of(ScheduledTask task, Optional<Instant> next) {
    Map<String, @Nullable Object> described = new LinkedHashMap<>();
    described.put("task", task.task());
    switch (task.schedule()) {
      case Schedule.Every every -> described.put("schedule", Moments.seconds(every.period()));
      case Schedule.Cron cron -> {
        described.put("cron", cron.expression());
        described.put("timezone", cron.zone().getId());
      }
    }
    described.put("next_run", next.map(Moments::epochSeconds).orElse(null));
    return described;
  }
}
