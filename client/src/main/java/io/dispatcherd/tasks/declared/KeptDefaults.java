package io.dispatcherd.tasks.declared;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a {@code Task} says that takes a broker which keeps it, as it is written there: empty texts
 * and 0 for what isn't given. Immutable.
 *
 * @param broker see {@code Task.broker}
 * @param priority see {@code Task.priority}
 * @param maxAttempts see {@code Task.maxAttempts}
 * @param backoff see {@code Task.backoff}
 * @param key see {@code Task.key}
 * @param schedule when it runs by itself
 * @param limits how much of it may run
 */
public record KeptDefaults(
    String broker,
    int priority,
    int maxAttempts,
    String backoff,
    String key,
    Schedule schedule,
    Limits limits) {
  /** Nothing set. */
  public static final KeptDefaults NONE =
      new KeptDefaults("", 0, 0, "", "", new Schedule("", ""), new Limits(0, "", 0, ""));

  private static final Pattern CRON = Pattern.compile("\\S+( +\\S+){4}");

  /** From values by the names of the annotation's attributes, which are texts and whole numbers. */
  public static KeptDefaults of(Map<?, ?> values) {
    return new KeptDefaults(
        text(values, "broker"),
        number(values, "priority"),
        number(values, "maxAttempts"),
        text(values, "backoff"),
        text(values, "key"),
        new Schedule(text(values, "cron"), text(values, "zone")),
        new Limits(
            number(values, "maxRunning"),
            text(values, "rate"),
            number(values, "maxRunningPerKey"),
            text(values, "ratePerKey")));
  }

  /** As {@link #of(Map)} reads it, without what isn't given. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    putText(values, "broker", broker);
    putNumber(values, "priority", priority);
    putNumber(values, "maxAttempts", maxAttempts);
    putText(values, "backoff", backoff);
    putText(values, "key", key);
    putText(values, "cron", schedule.cron());
    putText(values, "zone", schedule.zone());
    putNumber(values, "maxRunning", limits.maxRunning());
    putText(values, "rate", limits.rate());
    putNumber(values, "maxRunningPerKey", limits.maxRunningPerKey());
    putText(values, "ratePerKey", limits.ratePerKey());
    return values;
  }

  private static String text(Map<?, ?> values, String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  private static int number(Map<?, ?> values, String name) {
    return values.get(name) instanceof Number number ? number.intValue() : 0;
  }

  /**
   * When a task runs by itself.
   *
   * @param cron see {@code Task.cron}
   * @param zone see {@code Task.zone}
   */
  public record Schedule(String cron, String zone) {}

  /**
   * How much of a task may run over all services.
   *
   * @param maxRunning see {@code Task.maxRunning}
   * @param rate see {@code Task.rate}
   * @param maxRunningPerKey see {@code Task.maxRunningPerKey}
   * @param ratePerKey see {@code Task.ratePerKey}
   */
  public record Limits(int maxRunning, String rate, int maxRunningPerKey, String ratePerKey) {}

  /** What messages have for it, by their names; the key only if it names no parameter. */
  public Map<String, Object> messageFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (priority != 0) {
      fields.put("priority", priority);
    }
    if (maxAttempts != 0) {
      fields.put("max_attempts", maxAttempts);
    }
    if (!backoff.isEmpty()) {
      fields.put("backoff", backoffField(BackoffText.parse(backoff)));
    }
    if (!key.isEmpty() && KeyTemplate.names(key).isEmpty()) {
      fields.put("key", key);
    }
    return fields;
  }

  /** All that is set but the broker, by the names that messages and the queue have for it. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = messageFields();
    putText(fields, "key", key);
    putText(fields, "cron", schedule.cron());
    putText(fields, "zone", schedule.zone());
    putNumber(fields, "max_running", limits.maxRunning());
    putText(fields, "rate", limits.rate());
    putNumber(fields, "max_running_per_key", limits.maxRunningPerKey());
    putText(fields, "rate_per_key", limits.ratePerKey());
    return fields;
  }

  /** The names of the options that are set, as they are written at the task. */
  public List<String> options() {
    return List.copyOf(values().keySet());
  }

  /**
   * What is wrong with it; empty if nothing is.
   *
   * @param parameters the names of the task's arguments; empty if they aren't known
   */
  public List<String> problems(List<String> parameters) {
    List<String> problems = new ArrayList<>();
    if (!broker.isEmpty() && broker.isBlank()) {
      problems.add("the broker is blank");
    }
    if (priority == Integer.MIN_VALUE) {
      problems.add("the priority must be above " + Integer.MIN_VALUE);
    }
    if (maxAttempts < 0) {
      problems.add("maxAttempts must be at least 1, or 0 for the queue's: it is " + maxAttempts);
    }
    check(problems, "backoff", () -> backoff.isEmpty() ? "" : BackoffText.parse(backoff));
    check(problems, "key", () -> KeyTemplate.checked(key, parameters));
    checkSchedule(problems);
    checkLimits(problems);
    return problems;
  }

  private void checkSchedule(List<String> problems) {
    if (!schedule.cron().isEmpty() && !CRON.matcher(schedule.cron()).matches()) {
      problems.add(
          "cron: \"%s\" has to have five fields: minute, hour, day of the month, month, day of the week"
              .formatted(schedule.cron()));
    }
    if (!schedule.zone().isEmpty()) {
      if (schedule.cron().isEmpty()) {
        problems.add("zone: it is for cron, which isn't given");
      }
      try {
        ZoneId.of(schedule.zone());
      } catch (DateTimeException e) {
        problems.add("zone: there is no time zone \"%s\"".formatted(schedule.zone()));
      }
    }
  }

  private void checkLimits(List<String> problems) {
    if (limits.maxRunning() < 0) {
      problems.add(
          "maxRunning must be at least 1, or 0 for no limit: it is " + limits.maxRunning());
    }
    if (limits.maxRunningPerKey() < 0) {
      problems.add(
          "maxRunningPerKey must be at least 1, or 0 for no limit: it is "
              + limits.maxRunningPerKey());
    }
    checkRate(problems, "rate", limits.rate());
    checkRate(problems, "ratePerKey", limits.ratePerKey());
    if (key.isEmpty() && (limits.maxRunningPerKey() != 0 || !limits.ratePerKey().isEmpty())) {
      problems.add("maxRunningPerKey and ratePerKey are for tasks with a key, which isn't given");
    }
  }

  private static void checkRate(List<String> problems, String attribute, String rate) {
    if (rate.isEmpty()) {
      return;
    }
    int slash = rate.indexOf('/');
    boolean isNumber = slash > 0 && slash < 10 && rate.substring(0, slash).matches("[1-9]\\d*");
    if (!isNumber || !isSpan(rate.substring(slash + 1))) {
      problems.add(
          "%s: \"%s\" is no rate; write a number and a span of time, like 100/1m"
              .formatted(attribute, rate));
    }
  }

  private static boolean isSpan(String text) {
    try {
      return DurationText.parse(text).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Something that throws {@link IllegalArgumentException} if it can't be had. */
  private interface Checked {
    Object get();
  }

  private static void check(List<String> problems, String attribute, Checked checked) {
    try {
      checked.get();
    } catch (IllegalArgumentException e) {
      problems.add(attribute + ": " + e.getMessage());
    }
  }

  /** A back-off as messages have it: the first pause and the longest, in seconds. */
  public static List<Object> backoffField(BackoffText backoff) {
    return List.of(seconds(backoff.first()), seconds(backoff.most()));
  }

  private static Object seconds(Duration span) {
    BigDecimal seconds =
        BigDecimal.valueOf(span.getSeconds()).add(BigDecimal.valueOf(span.getNano(), 9));
    return Optional.of(seconds)
        .filter(exact -> exact.stripTrailingZeros().scale() > 0)
        .<Object>map(BigDecimal::stripTrailingZeros)
        .orElseGet(seconds::longValue);
  }

  private static void putText(Map<String, Object> fields, String name, String text) {
    if (!text.isEmpty()) {
      fields.put(name, text);
    }
  }

  private static void putNumber(Map<String, Object> fields, String name, int number) {
    if (number != 0) {
      fields.put(name, number);
    }
  }
}
