package io.dispatcherd.cli.tables;

import io.dispatcherd.messages.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of values of one kind as a table for people: long texts are cut. */
public final class RowTable {
  private static final int LONGEST_IN_ROW = 60;
  private static final int LONGEST_ALONE = 2_000;

  private RowTable() {}

  /** A line for each, named by its first value. */
  public static String of(List<Map<String, @Nullable Object>> rows) {
    if (rows.isEmpty()) {
      return "(none)\n";
    }
    Map<String, Map<String, @Nullable Object>> named = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      Map<String, @Nullable Object> cells = new LinkedHashMap<>();
      row.forEach((name, value) -> cells.put(name, cell(value, LONGEST_IN_ROW)));
      named.put(Integer.toString(named.size() + 1), cells);
    }
    return TextTable.ofRows(named);
  }

  /** A line for each value, after its name; lists of rows are tables below. */
  public static String details(Map<String, @Nullable Object> values) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    StringBuilder below = new StringBuilder();
    values.forEach(
        (name, value) -> {
          if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
            below.append('\n').append(name).append('\n').append(of(rows(list)));
          } else {
            plain.put(name, cell(value, LONGEST_ALONE));
          }
        });
    return TextTable.ofValues(plain) + below;
  }

  private static @Nullable Object cell(@Nullable Object value, int longest) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    String text = value instanceof String string ? string : words(value);
    int length = text.codePointCount(0, text.length());
    return length <= longest
        ? text
        : "%s… (%,d characters)"
            .formatted(text.substring(0, text.offsetByCodePoints(0, longest)), length);
  }

  /** Numbers by name, such as those of held jobs, without the signs of JSON. */
  private static String words(Object value) {
    if (value instanceof Map<?, ?> map
        && map.values().stream().allMatch(Number.class::isInstance)) {
      return String.join(
          ", ",
          map.entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey())
              .sorted()
              .toList());
    }
    return Json.write(value);
  }

  @SuppressWarnings("unchecked") // rows are made by us, and have texts for keys
  private static List<Map<String, @Nullable Object>> rows(List<?> list) {
    return (List<Map<String, @Nullable Object>>) list;
  }
}
