package io.dispatcherd.dashboard.pages.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A small graph over time in a box of {@value #WIDTH} by {@value #HEIGHT}, which the page stretches
 * to its width. Immutable.
 *
 * @param summary what it shows, in words
 * @param top what the upper edge means
 * @param shapes what is drawn, the first at the back
 * @param spots one for each moment: what the pointer reads there
 * @param times below the graph, from left to right
 */
public record Chart(
    String summary, String top, List<Shape> shapes, List<Spot> spots, List<String> times) {
  /** Of the box. */
  public static final int WIDTH = 600;

  /** Of the box. */
  public static final int HEIGHT = 100;

  private static final double GAP = 0.15;
  private static final double LEAST = 1.5;

  /** Copies the lists. */
  public Chart {
    shapes = List.copyOf(shapes);
    spots = List.copyOf(spots);
    times = List.copyOf(times);
  }

  /**
   * A line, an area or bars.
   *
   * @param kind the class that says how it looks
   * @param path the geometry
   */
  public record Shape(String kind, String path) {}

  /**
   * A stripe of the graph.
   *
   * @param x its left edge
   * @param width how wide
   * @param text what it says
   */
  public record Spot(String x, String width, String text) {}

  /** The upper edge for values up to this: the next 1, 2 or 5 with zeros. */
  public static double roundUp(double most) {
    if (most <= 1) {
      return 1;
    }
    double magnitude = Math.pow(10, Math.floor(Math.log10(most)));
    for (double step : new double[] {1, 2, 5}) {
      if (most <= step * magnitude) {
        return step * magnitude;
      }
    }
    return 10 * magnitude;
  }

  /** Steps with a closed lower edge; where nothing is known there is a gap. */
  public static Shape area(String kind, List<OptionalDouble> values, double top) {
    StringBuilder path = new StringBuilder();
    eachRun(
        values,
        (from, to) -> {
          path.append('M').append(x(from, values.size())).append(',').append(HEIGHT);
          steps(path, values, from, to, top);
          path.append('V').append(HEIGHT).append('Z');
        });
    return new Shape(kind, path.toString());
  }

  /** Steps without a lower edge. */
  public static Shape line(String kind, List<OptionalDouble> values, double top) {
    StringBuilder path = new StringBuilder();
    eachRun(
        values,
        (from, to) -> {
          path.append('M').append(x(from, values.size())).append(',');
          path.append(y(values.get(from).orElse(0), top));
          steps(path, values, from, to, top);
        });
    return new Shape(kind, path.toString());
  }

  /** A bar for each value above zero. */
  public static Shape bars(String kind, List<OptionalDouble> values, double top) {
    StringBuilder path = new StringBuilder();
    double width = (double) WIDTH / Math.max(1, values.size());
    for (int index = 0; index < values.size(); index++) {
      double value = values.get(index).orElse(0);
      if (value > 0) {
        double height = Math.max(LEAST, Math.min(1, value / top) * HEIGHT);
        path.append('M').append(number(index * width + width * GAP)).append(',').append(HEIGHT);
        path.append('V').append(number(HEIGHT - height));
        path.append('h').append(number(width * (1 - 2 * GAP)));
        path.append('V').append(HEIGHT).append('Z');
      }
    }
    return new Shape(kind, path.toString());
  }

  /** A stripe for each text. */
  public static List<Spot> spots(List<String> texts) {
    List<Spot> spots = new ArrayList<>();
    String width = number((double) WIDTH / Math.max(1, texts.size()));
    for (int index = 0; index < texts.size(); index++) {
      spots.add(new Spot(x(index, texts.size()), width, texts.get(index)));
    }
    return spots;
  }

  private interface Run {
    void draw(int from, int to);
  }

  private static void eachRun(List<OptionalDouble> values, Run run) {
    int from = 0;
    while (from < values.size()) {
      if (values.get(from).isEmpty()) {
        from++;
        continue;
      }
      int to = from;
      while (to < values.size() && values.get(to).isPresent()) {
        to++;
      }
      run.draw(from, to);
      from = to;
    }
  }

  private static void steps(
      StringBuilder path, List<OptionalDouble> values, int from, int to, double top) {
    for (int index = from; index < to; index++) {
      path.append('V').append(y(values.get(index).orElse(0), top));
      path.append('H').append(x(index + 1, values.size()));
    }
  }

  private static String x(int index, int size) {
    return number((double) WIDTH * index / Math.max(1, size));
  }

  private static String y(double value, double top) {
    double part = Math.max(0, Math.min(1, value / top));
    return number(HEIGHT - part * HEIGHT);
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
