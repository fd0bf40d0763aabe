package io.dispatcherd.benchmarks.parts;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Messages as publishers write them. */
final class Messages {
  private Messages() {}

  /** About 200 bytes of JSON. */
  static String text(int number) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("task", "com.example.Tasks.resize");
    fields.put("args", List.of(number, "an argument"));
    fields.put("uuid", new UUID(0, number).toString());
    fields.put("time_pub", new BigDecimal("1795600000.123456"));
    return Json.write(fields);
  }

  /** As {@link #text}, with a rule for duplicates. */
  static TaskMessage message(int number, String onDuplicate) {
    return TaskMessage.fromJson(text(number)).with("on_duplicate", onDuplicate);
  }
}
