package io.dispatcherd.messages;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a message, each of the type that the wire format gives it. */
final class Fields {
  /** Longest span that a message may ask for; keeps arithmetic on instants safe. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private final Map<String, @Nullable Object> fields;

  Fields(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  String requiredString(String key) {
    String value =
        string(key)
            .orElseThrow(() -> new MessageFormatException("field \"" + key + "\" is missing"));
    if (value.isBlank()) {
      throw new MessageFormatException("field \"" + key + "\" is blank");
    }
    return value;
  }

  Optional<String> string(String key) {
    Object value = fields.get(key);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw wrong(key, "a string", value);
  }

  List<@Nullable Object> list(String key) {
    Object value = fields.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return uncheckedList(list);
    }
    throw wrong(key, "a list", value);
  }

  Map<String, @Nullable Object> object(String key) {
    return object(fields.get(key), key);
  }

  /** An immutable copy of a JSON object that a program or a message gave. */
  static Map<String, @Nullable Object> object(@Nullable Object value, String key) {
    if (value == null) {
      return Map.of();
    }
    if (Json.copy(value, key) instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked") // Json.copy lets only strings through as keys
      Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
      return object;
    }
    throw wrong(key, "an object", value);
  }

  boolean flag(String key) {
    Object value = fields.get(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw wrong(key, "true or false", value);
  }

  Optional<Double> number(String key) {
    return seconds(key).map(BigDecimal::doubleValue);
  }

  /** A span in seconds; absent and 0 both mean none. */
  Optional<Duration> duration(String key) {
    return seconds(key)
        .filter(seconds -> seconds.signum() > 0)
        .map(
            seconds -> {
              if (seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0) {
                throw new MessageFormatException(
                    "field \"" + key + "\" is longer than " + LONGEST.toDays() + " days");
              }
              // A span below a nanosecond is still a span.
              return Duration.ofNanos(Math.max(1, seconds.movePointRight(9).longValue()));
            });
  }

  List<TaskMessage> taskMessages(String key) {
    List<TaskMessage> messages = new ArrayList<>();
    for (Object item : list(key)) {
      if (!(item instanceof Map<?, ?>)) {
        throw wrong(key, "a list of task messages", item);
      }
      try {
        messages.add(new TaskMessage(object(item, key)));
      } catch (MessageFormatException e) {
        throw new MessageFormatException(key + "[" + messages.size() + "]: " + e.getMessage());
      }
    }
    return List.copyOf(messages);
  }

  private Optional<BigDecimal> seconds(String key) {
    Object value = fields.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Number number)) {
      throw wrong(key, "a number of seconds", value);
    }
    BigDecimal seconds = new BigDecimal(number.toString());
    if (seconds.signum() < 0) {
      throw new MessageFormatException("field \"" + key + "\" is negative");
    }
    return Optional.of(seconds);
  }

  private static MessageFormatException wrong(String key, String expected, @Nullable Object value) {
    return new MessageFormatException(
        "field \"" + key + "\" must be " + expected + ", not " + Json.kindOf(value));
  }

  @SuppressWarnings("unchecked") // reading never adds to the list
  private static List<@Nullable Object> uncheckedList(List<?> list) {
    return (List<@Nullable Object>) list;
  }
}
