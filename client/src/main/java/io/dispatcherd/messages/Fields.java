package io.dispatcherd.messages;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a message, each of the type that the wire format gives it. The fields are
 * immutable JSON values already, as {@link Json#parse} and {@link Json#copy} give them.
 */
final class Fields {
  /** Longest span that a message may ask for; keeps arithmetic on instants safe. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private static final int NANOS_DIGITS = 9;

  /** Longest name: of a task, a submission, a channel. */
  private static final int LONGEST_NAME = 500;

  /** Beyond those before the space, the control characters of Unicode. */
  private static final char FIRST_CONTROL = 0x7f;

  private static final char LAST_CONTROL = 0x9f;

  private final Map<String, @Nullable Object> fields;

  Fields(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  String requiredName(String key) {
    String value = name(key);
    if (value == null) {
      throw new MessageFormatException("field \"" + key + "\" is missing");
    }
    if (value.isBlank()) {
      throw new MessageFormatException("field \"" + key + "\" is blank");
    }
    return value;
  }

  /** A string that is a name, and so may appear in a log line; null if absent. */
  @Nullable String name(String key) {
    Object value = fields.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof String name) {
      return checkedName(key, name);
    }
    throw wrong(key, "a string", value);
  }

  static String checkedName(String key, String name) {
    if (name.length() > LONGEST_NAME) {
      throw new MessageFormatException(
          "field \"" + key + "\" is longer than " + LONGEST_NAME + " characters");
    }
    if (holdsControlCharacters(name)) {
      throw new MessageFormatException("field \"" + key + "\" contains control characters");
    }
    return name;
  }

  private static boolean holdsControlCharacters(String text) {
    char[] characters = text.toCharArray(); // In one step, as in JsonReader.
    for (char character : characters) {
      if (character < ' ' || (character >= FIRST_CONTROL && character <= LAST_CONTROL)) {
        return true;
      }
    }
    return false;
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
    Object value = fields.get(key);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return uncheckedObject(map);
    }
    throw wrong(key, "an object", value);
  }

  /**
   * An immutable copy of an object that a program passed.
   *
   * @param what begins the error texts
   * @param depth within how many objects it travels
   */
  static Map<String, @Nullable Object> copyOf(
      Map<String, ? extends @Nullable Object> object, String what, int depth) {
    return uncheckedObject((Map<?, ?>) Objects.requireNonNull(Json.copy(object, what, depth)));
  }

  /**
   * Checks the options that brokers decide by which keep messages; they stay in the message.
   *
   * @throws MessageFormatException if one is wrong
   */
  void checkOptions() {
    Object key = fields.get("key");
    if (key != null) {
      if (!(key instanceof String text)) {
        throw wrong("key", "a string", key);
      }
      if (text.isBlank() || text.indexOf('\0') >= 0) {
        throw new MessageFormatException("field \"key\" is blank or contains NUL");
      }
    }
    // A larger one is first: as a place in the queue it is negated.
    checkWhole("priority", -Integer.MAX_VALUE);
    checkWhole("max_attempts", 1);
    List<?> backoff = list("backoff");
    if (fields.get("backoff") != null) {
      checkBackoff(backoff);
    }
  }

  private void checkWhole(String key, int least) {
    Object value = fields.get(key);
    if (value == null) {
      return;
    }
    if (!(value instanceof Number number)) {
      throw wrong(key, "a whole number", value);
    }
    try {
      if (exact(number).intValueExact() >= least) {
        return;
      }
    } catch (ArithmeticException e) {
      // Said below.
    }
    throw new MessageFormatException(
        "field \"%s\" must be a whole number from %d to %d"
            .formatted(key, least, Integer.MAX_VALUE));
  }

  private static void checkBackoff(List<?> backoff) {
    if (backoff.size() != 2
        || !(backoff.get(0) instanceof Number first)
        || !(backoff.get(1) instanceof Number most)
        || isNegative(first)
        || exceeds(most, LONGEST.toSeconds())
        || exact(first).compareTo(exact(most)) > 0) {
      throw new MessageFormatException(
          "field \"backoff\" must be two numbers of seconds, the first pause and the longest");
    }
  }

  boolean flag(String key) {
    Object value = fields.get(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw wrong(key, "true or false", value);
  }

  /** A number of seconds; null if absent. */
  @Nullable Double number(String key) {
    Number seconds = seconds(key);
    if (seconds == null) {
      return null;
    }
    if (Double.isInfinite(seconds.doubleValue())) {
      throw new MessageFormatException("field \"" + key + "\" is out of range");
    }
    return seconds.doubleValue();
  }

  /** A span in seconds; absent and 0 both mean none, which is null. */
  @Nullable Duration duration(String key) {
    Number given = seconds(key);
    if (given == null) {
      return null;
    }
    if (exceeds(given, LONGEST.toSeconds())) {
      throw new MessageFormatException(
          "field \"" + key + "\" is longer than " + LONGEST.toDays() + " days");
    }
    String text = given.toString();
    long nanos = text.indexOf('E') < 0 ? nanosOf(text) : exact(given).movePointRight(9).longValue();
    if (nanos > 0) {
      return Duration.ofNanos(nanos);
    }
    // A span below a nanosecond is still a span.
    return isZero(given) ? null : Duration.ofNanos(1);
  }

  private static boolean exceeds(Number number, long most) {
    return isInDoubles(number)
        ? number.doubleValue() > most
        : exact(number).compareTo(BigDecimal.valueOf(most)) > 0;
  }

  private static boolean isZero(Number number) {
    return isInDoubles(number) ? number.doubleValue() == 0 : exact(number).signum() == 0;
  }

  /** Whether a double holds it exactly. Avoids BigDecimal, whose first use is slow. */
  private static boolean isInDoubles(Number number) {
    return number instanceof Double || number instanceof Integer;
  }

  /**
   * The nanoseconds of seconds that are written without an exponent.
   *
   * @param seconds few enough that the result fits into a long
   */
  private static long nanosOf(String seconds) {
    int point = seconds.indexOf('.');
    int end = point < 0 ? seconds.length() : point;
    long nanos = Long.parseLong(seconds, 0, end, 10);
    for (int digit = end + 1; digit <= end + NANOS_DIGITS; digit++) {
      nanos = 10 * nanos + (digit < seconds.length() ? seconds.charAt(digit) - '0' : 0);
    }
    return nanos;
  }

  List<TaskMessage> taskMessages(String key) {
    List<?> items = list(key);
    if (items.isEmpty()) {
      return List.of();
    }
    List<TaskMessage> messages = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Map<?, ?> map)) {
        throw wrong(key, "a list of task messages", item);
      }
      try {
        messages.add(new TaskMessage(uncheckedObject(map)));
      } catch (MessageFormatException e) {
        throw new MessageFormatException(key + "[" + messages.size() + "]: " + e.getMessage());
      }
    }
    return List.copyOf(messages);
  }

  private @Nullable Number seconds(String key) {
    Object value = fields.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Number number)) {
      throw wrong(key, "a number of seconds", value);
    }
    if (isNegative(number)) {
      throw new MessageFormatException("field \"" + key + "\" is negative");
    }
    return number;
  }

  private static boolean isNegative(Number number) {
    return isInDoubles(number) ? number.doubleValue() < 0 : exact(number).signum() < 0;
  }

  private static BigDecimal exact(Number number) {
    return new BigDecimal(number.toString());
  }

  private static MessageFormatException wrong(String key, String expected, @Nullable Object value) {
    return new MessageFormatException(
        "field \"" + key + "\" must be " + expected + ", not " + Json.kindOf(value));
  }

  @SuppressWarnings("unchecked") // objects among JSON values have only strings as keys
  private static Map<String, @Nullable Object> uncheckedObject(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  @SuppressWarnings("unchecked") // reading never adds to the list
  private static List<@Nullable Object> uncheckedList(List<?> list) {
    return (List<@Nullable Object>) list;
  }
}
