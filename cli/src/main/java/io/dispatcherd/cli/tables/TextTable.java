package io.dispatcherd.cli.tables;

import io.dispatcherd.messages.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Rows of values under the names of their columns, numbers to the right. Columns whose names share
 * a prefix before a dot are grouped under it. Used by one thread.
 */
public final class TextTable {
  private static final String GAP = "  ";
  private static final int DECIMALS = 3;

  /** Numbers of more digits, zeros counted, are shown with an exponent. */
  private static final int MOST_DIGITS = 30;

  private final List<List<String>> lines = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();

  private record Column(String group, String name, boolean isNumeric) {
    static Column of(String path, boolean isNumeric) {
      int dot = path.lastIndexOf('.');
      return new Column(
          TerminalText.line(path.substring(0, Math.max(0, dot))),
          TerminalText.line(path.substring(dot + 1)),
          isNumeric);
    }
  }

  private TextTable() {}

  /** A row for each key, with a column for each key of any row. */
  public static String ofRows(Map<String, ? extends Map<String, ? extends @Nullable Object>> rows) {
    TextTable table = new TextTable();
    SequencedSet<String> paths = new LinkedHashSet<>();
    rows.values().forEach(row -> paths.addAll(row.keySet()));
    table.columns.add(Column.of("", false));
    for (String path : paths) {
      List<?> values =
          rows.values().stream().map(row -> row.get(path)).filter(Objects::nonNull).toList();
      boolean isNumeric = !values.isEmpty() && values.stream().allMatch(Number.class::isInstance);
      table.columns.add(Column.of(path, isNumeric));
    }
    rows.forEach(
        (name, row) -> {
          List<String> line = new ArrayList<>(List.of(TerminalText.line(name)));
          paths.forEach(path -> line.add(row.containsKey(path) ? cell(row.get(path)) : ""));
          table.lines.add(line);
        });
    return table.text(true);
  }

  /** A line for each value, after its name. */
  public static String ofValues(Map<String, ? extends @Nullable Object> values) {
    TextTable table = new TextTable();
    table.columns.add(Column.of("", false));
    table.columns.add(Column.of("", false));
    values.forEach((name, value) -> table.lines.add(List.of(TerminalText.line(name), cell(value))));
    return table.text(false);
  }

  private String text(boolean withHeads) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = withHeads ? width(columns.get(i).name()) : 0;
      for (List<String> line : lines) {
        widths[i] = Math.max(widths[i], width(line.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    if (withHeads) {
      addGroups(widths, text);
      add(columns.stream().map(Column::name).toList(), widths, text);
    }
    lines.forEach(line -> add(line, widths, text));
    return text.toString();
  }

  /** The line above the names, if there are groups; makes room for long ones. */
  private void addGroups(int[] widths, StringBuilder text) {
    if (columns.stream().allMatch(column -> column.group().isEmpty())) {
      return;
    }
    StringBuilder line = new StringBuilder();
    for (int first = 0; first < widths.length; ) {
      String group = columns.get(first).group();
      int end = first;
      int room = -GAP.length();
      while (end < widths.length && columns.get(end).group().equals(group)) {
        room += widths[end++] + GAP.length();
      }
      widths[end - 1] += Math.max(0, width(group) - room);
      line.append(group).append(" ".repeat(Math.max(0, room - width(group)))).append(GAP);
      first = end;
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private void add(List<String> cells, int[] widths, StringBuilder text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).isNumeric() ? space + cells.get(i) : cells.get(i) + space);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** A value in one line: control characters of a text would break the table. */
  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "-";
    }
    if (value instanceof Number number) {
      return rounded(new BigDecimal(number.toString()));
    }
    if (value instanceof String string && TerminalText.line(string).equals(string)) {
      return string;
    }
    return TerminalText.line(Json.write(value));
  }

  /** At most three decimals, or three digits if smaller: nanoseconds help nobody. */
  private static String rounded(BigDecimal number) {
    if (number.scale() <= DECIMALS) {
      return shown(number);
    }
    BigDecimal rounded =
        number.abs().compareTo(BigDecimal.ONE) < 0
            ? number.round(new MathContext(DECIMALS))
            : number.setScale(DECIMALS, RoundingMode.HALF_UP);
    return shown(rounded.stripTrailingZeros());
  }

  /** Without an exponent, unless that takes very many zeros. */
  private static String shown(BigDecimal number) {
    long digits = number.precision() + Math.abs((long) number.scale());
    return digits > MOST_DIGITS ? number.toString() : number.toPlainString();
  }
}
