package io.dispatcherd.cli;

import io.dispatcherd.cli.tables.TerminalText;
import io.dispatcherd.cli.tables.TextTable;
import io.dispatcherd.publish.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** Lays replies out for people. Used once, by one thread. */
final class ReplyTable {
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
      case ROWS -> addRows(body, false);
      case FLAT_ROWS -> addRows(body, true);
      case STACKS -> addStacks(body);
      case VALUES -> addValues(body);
      case SECTIONS -> addSections(body);
    }
  }

  private void heading(String heading) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    text.append(TerminalText.line(heading)).append('\n');
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

  /** A list of objects comes after the plain values, as a table of its own. */
  private void addValues(Map<String, @Nullable Object> body) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    Map<String, List<?>> lists = new LinkedHashMap<>();
    flat(body)
        .forEach(
            (name, value) -> {
              if (value instanceof List<?> list
                  && !list.isEmpty()
                  && list.stream().allMatch(Map.class::isInstance)) {
                lists.put(name, list);
              } else {
                plain.put(name, value);
              }
            });
    text.append(TextTable.ofValues(plain));
    lists.forEach(
        (name, list) -> {
          heading(name);
          Map<String, @Nullable Object> rows = new LinkedHashMap<>();
          list.forEach(row -> rows.put(Integer.toString(rows.size() + 1), row));
          addRows(rows, true);
        });
  }

  private void addRows(Map<String, @Nullable Object> body, boolean isFlat) {
    Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
    body.forEach(
        (name, value) -> {
          Map<String, @Nullable Object> row = new LinkedHashMap<>();
          if (value instanceof Map<?, ?>) {
            row.putAll(
                ReplyMoments.readable(
                    isFlat ? flat(object(value)) : object(value), TimeZone.getDefault()));
          } else {
            row.put("value", value);
          }
          rows.put(name, row);
        });
    text.append(rows.isEmpty() ? "(none)\n" : TextTable.ofRows(rows));
  }

  /** Threads without a stack share a line, as in the status. */
  private void addStacks(Map<String, @Nullable Object> body) {
    StringJoiner names = new StringJoiner(", ", "", "\n").setEmptyValue("");
    body.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> thread) {
            String state = Boolean.TRUE.equals(thread.get("done")) ? " (done)" : "";
            if (thread.get("stack") instanceof String stack && !stack.isEmpty()) {
              text.append(TerminalText.line(name)).append(state).append('\n');
              stack.lines().forEach(line -> text.append(TerminalText.line(line)).append('\n'));
            } else {
              names.add(TerminalText.line(name) + state);
            }
          }
        });
    text.append(names);
  }

  /** With what an object holds under dotted names. */
  private static Map<String, @Nullable Object> flat(Map<String, @Nullable Object> body) {
    Map<String, @Nullable Object> flat = new LinkedHashMap<>();
    flatten("", body, flat);
    return flat;
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

  @SuppressWarnings("unchecked") // replies hold JSON values, whose keys are strings
  private static Map<String, @Nullable Object> object(Object value) {
    return (Map<String, @Nullable Object>) value;
  }
}
