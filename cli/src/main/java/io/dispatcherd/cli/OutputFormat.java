package io.dispatcherd.cli;

import io.dispatcherd.cli.kept.RowOutput;
import io.dispatcherd.cli.tables.RowTable;
import io.dispatcherd.cli.tables.TerminalText;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** How replies are written. Keys keep the order that the service gave them. */
enum OutputFormat implements RowOutput {
  /** A list of the replies. */
  YAML {
    @Override
    String format(List<Reply> replies, ReplyShape shape) {
      return rows(bodies(replies));
    }

    @Override
    public String rows(List<Map<String, @Nullable Object>> rows) {
      DumperOptions options = new DumperOptions();
      options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
      options.setAllowUnicode(true);
      options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE); // not as binary data
      options.setSplitLines(false);
      options.setDereferenceAliases(true);
      return new Yaml(options).dump(rows);
    }
  },

  /** A list of the replies. */
  JSON {
    @Override
    String format(List<Reply> replies, ReplyShape shape) {
      return rows(bodies(replies));
    }

    @Override
    public String rows(List<Map<String, @Nullable Object>> rows) {
      // Control characters occur only in texts, where this escape is allowed.
      return TerminalText.lines(
              Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows))
          + "\n";
    }
  },

  /** For people: one or more tables per reply. */
  TABLE {
    @Override
    String format(List<Reply> replies, ReplyShape shape) {
      return ReplyTable.of(replies, shape);
    }

    @Override
    public String rows(List<Map<String, @Nullable Object>> rows) {
      return RowTable.of(rows);
    }

    @Override
    public String details(Map<String, @Nullable Object> values) {
      return RowTable.details(values);
    }
  };

  abstract String format(List<Reply> replies, ReplyShape shape);

  @Override
  public String details(Map<String, @Nullable Object> values) {
    return rows(List.of(values));
  }

  @Override
  public boolean isForPeople() {
    return this == TABLE;
  }

  /**
   * The format of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static OutputFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected yaml, json or table"));
  }

  private static List<Map<String, @Nullable Object>> bodies(List<Reply> replies) {
    return replies.stream().map(Reply::body).toList();
  }
}
