package io.dispatcherd.benchmarks.figures;

import java.util.List;
import java.util.Locale;

/** Draws how far each figure is from its target: a bar to the right of the line has met it. */
final class Plot {
  private static final int LABELS = 430;
  private static final int WIDTH = 960;
  private static final int ROW = 22;
  private static final int TOP = 40;

  /** The axis goes from a tenth of the target to ten times the target. */
  private static final double DECADES = 1;

  private final List<Figure> figures;

  /**
   * @param figures those without a target are left out
   */
  Plot(List<Figure> figures) {
    this.figures = figures.stream().filter(figure -> figure.target().isPresent()).toList();
  }

  String svg() {
    int height = TOP + ROW * figures.size() + ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%d" y="18" text-anchor="middle">target</text>
        """
            .formatted(WIDTH, height, x(1)));
    for (double tick : new double[] {0.1, 0.2, 0.5, 1, 2, 5, 10}) {
      svg.append(
          """
          <line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s"/>
          <text x="%d" y="%d" text-anchor="middle" fill="gray">%s ×</text>
          """
              .formatted(
                  x(tick),
                  TOP - ROW / 2,
                  x(tick),
                  height - ROW,
                  tick == 1 ? "black" : "lightgray",
                  x(tick),
                  height - 6,
                  tick == Math.rint(tick) ? String.valueOf((int) tick) : String.valueOf(tick)));
    }
    for (int i = 0; i < figures.size(); i++) {
      bar(svg, figures.get(i), TOP + i * ROW);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(StringBuilder svg, Figure figure, int y) {
    double reached = figure.reached();
    int from = Math.min(x(1), x(reached));
    svg.append(
        """
        <text x="%d" y="%d" text-anchor="end">%s</text>
        <rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>
        """
            .formatted(
                LABELS - 8,
                y + 12,
                escaped(
                    String.format(
                        Locale.ROOT,
                        "%s: %s %s",
                        figure.what(),
                        Numbers.shown(figure.value()),
                        figure.unit())),
                from,
                y + 2,
                Math.max(1, Math.abs(x(reached) - x(1))),
                ROW - 8,
                reached >= 1 ? "seagreen" : "indianred"));
  }

  private static int x(double times) {
    double decades = Math.clamp(Math.log10(times), -DECADES, DECADES);
    return (int) Math.round(LABELS + (WIDTH - LABELS - 20) * (decades + DECADES) / 2 / DECADES);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
