package io.dispatcherd.config.relaxed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Properties whose names are paths, such as {@code brokers.pg_queue.queues."mail.out".weight} or
 * {@code channels[0]}.
 */
public final class DottedProperties {
  private static final Pattern INDEX = Pattern.compile("\\[([0-9]{1,9})]");

  private DottedProperties() {}

  /** The same as maps within maps. A value at a name that others go through is left out. */
  public static Map<String, @Nullable Object> nested(Map<String, String> flat) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    // In this order a name comes before those that go through it, and an index after the last one.
    TreeMap<String, String> inOrder =
        new TreeMap<>(
            Comparator.comparing(DottedProperties::padded)
                .thenComparing(Comparator.naturalOrder()));
    inOrder.putAll(flat);
    inOrder.forEach(
        (name, value) -> {
          List<String> path = path(name);
          Map<String, @Nullable Object> at = root;
          for (String step : path.subList(0, path.size() - 1)) {
            at = inner(at, step);
          }
          at.put(path.get(path.size() - 1), value);
        });
    return root;
  }

  private static String padded(String name) {
    return INDEX
        .matcher(name)
        .replaceAll(found -> "[" + "0".repeat(9 - found.group(1).length()) + found.group(1) + "]");
  }

  @SuppressWarnings("unchecked") // All maps in it were made here.
  private static Map<String, @Nullable Object> inner(
      Map<String, @Nullable Object> at, String step) {
    if (at.get(step) instanceof Map<?, ?> present) {
      return (Map<String, @Nullable Object>) present;
    }
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    at.put(step, made);
    return made;
  }

  private static List<String> path(String name) {
    List<String> path = new ArrayList<>();
    StringBuilder step = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted && (c == '.' || c == '[')) {
        path.add(step.toString());
        step.setLength(0);
      } else if (isQuoted || c != ']') {
        step.append(c);
      }
    }
    path.add(step.toString());
    return path;
  }
}
