package io.dispatcherd.cli;

import io.dispatcherd.cli.logging.LogThreshold;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.tasks.OnDuplicate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an argument of a control command may be, and how it becomes a JSON value. */
enum ArgumentType {
  TEXT("TEXT"),
  COUNT("N"),
  SECONDS("SECONDS"),
  LIST("JSON"),
  OBJECT("JSON"),
  DUPLICATE_RULE("RULE"),
  /** Of whatever language the service's is: it judges. */
  LEVEL("LEVEL"),
  FLAG("");

  private final String label;

  ArgumentType(String label) {
    this.label = label;
  }

  /** What stands for the value in the help. */
  String label() {
    return label;
  }

  /** What a shell may offer; empty if there is too much of it. */
  List<String> candidates() {
    return switch (this) {
      case DUPLICATE_RULE -> duplicateRules();
      case LEVEL -> LogThreshold.names();
      default -> List.of();
    };
  }

  private static List<String> duplicateRules() {
    return Arrays.stream(OnDuplicate.values()).map(OnDuplicate::wireName).toList();
  }

  /**
   * Reads the text of the command line.
   *
   * @throws IllegalArgumentException if it can't be; the text says what was expected
   */
  Object read(String text) {
    return switch (this) {
      case TEXT, LEVEL -> text;
      case COUNT -> count(text);
      case SECONDS -> seconds(text);
      case LIST -> json(text, List.class, "a JSON list, such as '[3, \"a\"]'");
      case OBJECT -> json(text, Map.class, "a JSON object, such as '{\"seconds\": 3}'");
      case DUPLICATE_RULE -> duplicateRule(text);
      case FLAG -> true;
    };
  }

  private static Object count(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Explained below, as a negative number is.
    }
    throw new IllegalArgumentException("expected a whole number from 0, got '" + text + "'");
  }

  private static Object seconds(String text) {
    Object value = null;
    try {
      value = Json.parse(text);
    } catch (MessageFormatException e) {
      // Explained below, as other values are.
    }
    if (value instanceof Number number && number.doubleValue() >= 0) {
      return number;
    }
    throw new IllegalArgumentException("expected a number of seconds, got '" + text + "'");
  }

  private static Object json(String text, Class<?> kind, String expected) {
    @Nullable Object value;
    try {
      value = Json.parse(text);
    } catch (MessageFormatException e) {
      throw new IllegalArgumentException(e.getMessage() + ". Expected " + expected, e);
    }
    if (value != null && kind.isInstance(value)) {
      return value;
    }
    throw new IllegalArgumentException("expected " + expected);
  }

  private static Object duplicateRule(String text) {
    return OnDuplicate.ofWireName(text)
        .map(OnDuplicate::wireName)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of " + String.join(", ", duplicateRules())));
  }
}
