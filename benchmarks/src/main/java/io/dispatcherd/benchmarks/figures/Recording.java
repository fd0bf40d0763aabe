package io.dispatcherd.benchmarks.figures;

import io.dispatcherd.benchmarks.surroundings.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes figures into the documentation: a table between two marks, and a plot beside it. */
public final class Recording {
  private static final String BEGIN = "<!-- figures -->\n";
  private static final String END = "<!-- end of figures -->\n";

  private final Map<String, List<Figure>> figures;
  private final Machine machine;

  /**
   * @param figures by the name of their benchmark
   */
  public Recording(Map<String, List<Figure>> figures, Machine machine) {
    this.figures = figures;
    this.machine = machine;
  }

  /** Replaces what was recorded there before. */
  public void write(Path folder) throws IOException {
    Path page = folder.resolve("performance.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + " has no marks between which to write the figures");
    }
    Files.writeString(
        page, text.substring(0, begin + BEGIN.length()) + table() + text.substring(end));
    List<Figure> all = figures.values().stream().flatMap(List::stream).toList();
    Files.writeString(folder.resolve("performance.svg"), new Plot(all).svg());
  }

  private String table() {
    StringBuilder table = new StringBuilder(machine.description()).append("\n\n");
    table.append(
        """
        | | what | target | figure | limit, same run | ratio | |
        |---|---|---|---|---|---|---|
        """);
    figures.forEach(
        (name, rows) -> {
          String heading = "`" + name + "`";
          for (Figure figure : rows) {
            table.append("| ").append(heading).append(" |").append(row(figure)).append("\n");
            heading = "";
          }
        });
    return table.toString();
  }

  private static String row(Figure figure) {
    String unit = figure.unit();
    return " %s | %s | %s %s | %s | %s | %s |"
        .formatted(
            figure.what(),
            figure.target().map(target -> target.describe(unit)).orElse(""),
            Numbers.shown(figure.value()),
            unit,
            figure
                .beside()
                .map(it -> it.what() + ": " + Numbers.shown(it.value()) + " " + unit)
                .orElse(""),
            figure.ratio().map(ratio -> Numbers.shown(ratio) + " ×").orElse(""),
            figure.target().map(target -> target.isMet(figure) ? "✓" : "✗").orElse(""));
  }
}
