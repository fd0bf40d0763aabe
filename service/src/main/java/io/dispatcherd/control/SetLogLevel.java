package io.dispatcherd.control;

import io.dispatcherd.logging.LogLevel;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets how much the service and its workers log, until its end. */
final class SetLogLevel implements ControlCommand {
  /** The levels of the wire, and what Python numbers them. */
  private static final Map<String, Integer> LEVELS =
      Map.of("DEBUG", 10, "INFO", 20, "WARNING", 30, "WARN", 30, "ERROR", 40, "CRITICAL", 50);

  @Override
  public String name() {
    return "set_log_level";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    String level = level(data.get("level"));
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    reply.put("logger", "dispatcherd");
    reply.put("level", level);
    reply.put("previous_level", LogLevel.set(level));
    service.setWorkersLogLevel(level);
    return reply;
  }

  private static String level(@Nullable Object value) {
    if (value instanceof String text) {
      String level = text.toUpperCase(Locale.ROOT);
      if (LEVELS.containsKey(level)) {
        return level.equals("WARN") ? "WARNING" : level;
      }
      throw new IllegalArgumentException("Unknown log level '" + text + "'.");
    }
    if (value instanceof Integer number) {
      return LEVELS.entrySet().stream()
          .filter(entry -> entry.getValue().equals(number) && !entry.getKey().equals("WARN"))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("Unknown log level '" + number + "'."));
    }
    throw new IllegalArgumentException(
        "Log level must be provided as a string or int via the \"level\" key.");
  }
}
