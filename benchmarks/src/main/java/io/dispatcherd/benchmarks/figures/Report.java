package io.dispatcherd.benchmarks.figures;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of one run, printed as they come. */
public final class Report {
  private final PrintStream out;
  private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
  private List<Figure> current = new ArrayList<>();

  public Report(PrintStream out) {
    this.out = out;
  }

  /** What follows belongs to this benchmark. */
  public void begin(Benchmark benchmark) {
    out.printf("%n%s: %s%n", benchmark.name(), benchmark.description());
    current = figures.computeIfAbsent(benchmark.name(), name -> new ArrayList<>());
  }

  public void add(Figure figure) {
    current.add(figure);
    out.println("  " + line(figure));
  }

  /** Something that the reader should know besides the numbers. */
  public void remark(String text) {
    out.println("  " + text);
  }

  /** By the name of the benchmark. */
  public Map<String, List<Figure>> figures() {
    return figures;
  }

  private static String line(Figure figure) {
    StringBuilder line = new StringBuilder();
    line.append(
        "%-62s %12s %s".formatted(figure.what(), Numbers.shown(figure.value()), figure.unit()));
    figure
        .beside()
        .ifPresent(
            beside ->
                line.append(
                    "  (%s: %s; %s ×)"
                        .formatted(
                            beside.what(),
                            Numbers.shown(beside.value()),
                            Numbers.shown(figure.ratio().orElseThrow()))));
    figure
        .target()
        .ifPresent(
            target ->
                line.append(
                    "  %s %s"
                        .formatted(
                            target.describe(figure.unit()), target.isMet(figure) ? "✓" : "✗")));
    return line.toString();
  }
}
