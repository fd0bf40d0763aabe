package io.dispatcherd.config.schema;

/** The table of sections and options as a page of the documentation. */
public final class ReferencePage {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from the code; to write it again: COMMAND -->

      A YAML 1.1 file, usually `dispatcher.yml`, or the same structure as a map. The whole is checked
      before anything starts: an unknown section or option, a wrong type or an impossible combination
      is an error that names the path and the line.

      - Values may refer to the environment: `${NAME}`, or `${NAME:-default}` if the variable may be
        unset or empty. An unquoted value is interpreted after that, so `port: ${PORT:-5432}` is a
        number; a quoted one stays text. Inside `{…}` and `[…]` YAML wants references in quotes, so
        write numbers that refer to the environment on lines of their own. `$${` stands for a literal
        `${`.
      - A time is a number of seconds, possibly with a fraction, or text with units: `500ms`, `5s`,
        `1m30s`, `7d`. A size is a number of bytes, or text with a unit: `500B`, `64KiB`, `10MiB`,
        `1GiB`.
      - Relative paths are relative to the working directory of the process, not to the file.
      - A section with nothing in it may be left empty; `null` for an option is allowed where the
        table says so.
      """;

  private final StringBuilder page = new StringBuilder();

  private ReferencePage() {}

  public static String text(Section root, String command) {
    ReferencePage reference = new ReferencePage();
    reference.page.append(INTRODUCTION.replace("COMMAND", command));
    reference.section("", root);
    return reference.page.toString();
  }

  private void section(String path, Section section) {
    if (!path.isEmpty()) {
      page.append("\n## ").append(path).append("\n\n").append(section.description()).append('\n');
    }
    if (!section.options().isEmpty()) {
      page.append("\n| option | value | default | meaning |\n|---|---|---|---|\n");
      section.options().forEach(this::option);
    }
    if (section.others() instanceof Section.Others.Values values) {
      page.append("\nAny other key: ").append(lowerCaseFirst(values.description())).append('\n');
    }
    section.sections().forEach(inner -> section(join(path, inner.name()), inner));
    if (section.others() instanceof Section.Others.Typed typed) {
      Section template = typed.otherwise().template();
      section(join(path, "<" + template.name() + ">"), template);
    }
    if (section.others() instanceof Section.Others.Sections sections) {
      section(join(path, "<" + sections.template().name() + ">"), sections.template());
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String lowerCaseFirst(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private void option(Option<?> option) {
    String nullable = option.presence() == Option.Presence.NULLABLE ? " or null" : "";
    page.append("| `")
        .append(option.name())
        .append("` | ")
        .append(cell(option.type().words() + nullable))
        .append(" | ")
        .append(cell(option.shownDefault()))
        .append(" | ")
        .append(cell(option.description()))
        .append(" |\n");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("*", "\\*");
  }
}
