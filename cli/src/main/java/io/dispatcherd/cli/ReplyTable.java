package io.dispatcherd.cli;

import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** Lays replies out in columns. Used once, by one thread. */
final class ReplyTable {
  private static final String GAP = "  ";

  private final StringBuilder text = new StringBuilder();

  private ReplyTable() {}

  static String of(List<Reply> replies, ReplyShape shape) {
    ReplyTable table = new ReplyTable();
    for (Reply reply : replies) {
      Map<String, @Nullable Object> body = new LinkedHashMap<>(reply.body());
      body.remove("node_id");
      table.heading("node " + reply.nodeId());
      table.add(body, reply.isError() ? ReplyShape.VALUES : shape);
    }
    return table.text.toString();
  }

  private void add(Map<String, @Nullable Object> body, ReplyShape shape) {
    switch (shape) {
      case ROWS -> addRows(body);
      case VALUES -> addValues(body);
      case SECTIONS -> addSections(body);
    }
  }

  private void heading(String heading) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    text.append(heading).append('\n');
  }

  private void addSections(Map<String, @Nullable Object> body) {
    body.forEach(
        (name, section) -> {
          if (section instanceof Map<?, ?>) {
            heading(name);
            add(object(section), AskedCommand.shapeOf(name));
          }
        });
  }

  private void addValues(Map<String, @Nullable Object> body) {
    Map<String, @Nullable Object> flat = new LinkedHashMap<>();
    flatten("", body, flat);
    List<List<String>> lines = new ArrayList<>();
    flat.forEach((name, value) -> lines.add(List.of(name, cell(value))));
    addLines(lines);
  }

  private void addRows(Map<String, @Nullable Object> body) {
    Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
    SequencedSet<String> columns = new LinkedHashSet<>();
    body.forEach(
        (name, value) -> {
          Map<String, @Nullable Object> row =
              value instanceof Map<?, ?> ? object(value) : Map.of("value", cell(value));
          rows.put(name, row);
          columns.addAll(row.keySet());
        });
    if (rows.isEmpty()) {
      text.append("(none)\n");
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    List<String> heads = new ArrayList<>(List.of(""));
    heads.addAll(columns);
    lines.add(heads);
    rows.forEach(
        (name, row) -> {
          List<String> line = new ArrayList<>(List.of(name));
          columns.forEach(column -> line.add(row.containsKey(column) ? cell(row.get(column)) : ""));
          lines.add(line);
        });
    addLines(lines);
  }

  private void addLines(List<List<String>> lines) {
    if (lines.isEmpty()) {
      return;
    }
    int[] widths = new int[lines.getFirst().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).codePointCount(0, line.get(i).length()));
      }
    }
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = line.get(i);
        row.append(i == 0 ? "" : GAP)
            .append(cell)
            .append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length())));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
  }

  private static void flatten(
      String path, Map<String, @Nullable Object> from, Map<String, @Nullable Object> to) {
    from.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            flatten(path + name + ".", object(value), to);
          } else {
            to.put(path + name, value);
          }
        });
  }

  /** A value in one line: control characters of a text would break the table. */
  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "-";
    }
    if (value instanceof String string && string.chars().noneMatch(Character::isISOControl)) {
      return string;
    }
    return Json.write(value);
  }

  @SuppressWarnings("unchecked") // replies hold JSON values, whose keys are strings
  private static Map<String, @Nullable Object> object(Object value) {
    return (Map<String, @Nullable Object>) value;
  }
}
