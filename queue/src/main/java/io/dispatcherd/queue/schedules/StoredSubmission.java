package io.dispatcherd.queue.schedules;

import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a schedule submits, by the names of the parameters of the function {@code submit}. */
final class StoredSubmission {
  private static final Set<String> PARAMETERS =
      Set.of(
          "args",
          "kwargs",
          "queue",
          "delay",
          "priority",
          "max_attempts",
          "timeout",
          "on_duplicate",
          "key");
  private static final Set<String> FIXED = Set.of("task", "uuid", "time_pub", "channel");

  private StoredSubmission() {}

  /**
   * As JSON text.
   *
   * @throws IllegalArgumentException if the options make no message
   */
  static String of(ScheduleEntry entry) {
    Map<String, @Nullable Object> submission = new LinkedHashMap<>();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    entry
        .options()
        .forEach(
            (name, value) -> {
              if (FIXED.contains(name)) {
                throw new IllegalArgumentException(
                    "the option %s of the %s is given with each submission: leave it out"
                        .formatted(name, entry));
              }
              if (value != null) {
                (PARAMETERS.contains(name) ? submission : fields)
                    .put(name, Json.valueOf(value, "option " + name));
              }
            });
    check(entry);
    if (!fields.isEmpty()) {
      submission.put("fields", fields);
    }
    return Json.write(submission);
  }

  private static void check(ScheduleEntry entry) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>(entry.options());
    message.put("task", entry.task());
    TaskMessage.of(message);
  }
}
