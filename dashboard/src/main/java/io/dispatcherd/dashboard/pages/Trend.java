package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.draw.Chart;
import io.dispatcherd.dashboard.pages.show.Numbers;
import io.dispatcherd.dashboard.pages.show.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What came in, went out, failed and waited in the last time, in steps of equal length. Immutable.
 *
 * @param from when the first step begins
 * @param step how long each is
 * @param points one for each step, the last one not over yet
 */
public record Trend(Instant from, Duration step, List<Point> points) {
  private static final double SECONDS_A_MINUTE = 60;

  /** Copies the list. */
  public Trend {
    points = List.copyOf(points);
  }

  /**
   * One step. What isn't known is empty, never zero.
   *
   * @param submitted how many came
   * @param ended how many ended, however
   * @param failed how many runs failed
   * @param waiting how many were ready and waited for a worker, at its end
   * @param oldestSeconds how long the first of them had waited
   */
  public record Point(
      OptionalDouble submitted,
      OptionalDouble ended,
      OptionalDouble failed,
      OptionalDouble waiting,
      OptionalDouble oldestSeconds) {
    /** Nothing is known. */
    public static final Point UNKNOWN =
        new Point(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
  }

  /** What came in as a line, what went out as an area: where the line is above, a backlog grows. */
  public Chart flow(Times times) {
    List<OptionalDouble> in = rates(Point::submitted);
    List<OptionalDouble> out = rates(Point::ended);
    double top = Chart.roundUp(Math.max(most(in), most(out)));
    return new Chart(
        "Per minute: " + span(times),
        Numbers.count(Math.round(top)) + " a minute",
        List.of(Chart.area("area", out, top), Chart.line("line", in, top)),
        spots(
            times,
            point ->
                "in %s, out %s a minute".formatted(rate(point.submitted()), rate(point.ended()))),
        axis(times));
  }

  /** How many waited for a worker. */
  public Chart waiting(Times times) {
    List<OptionalDouble> values = values(Point::waiting);
    double top = Chart.roundUp(most(values));
    return new Chart(
        "Waiting for a worker: " + span(times),
        Numbers.count(Math.round(top)),
        List.of(Chart.area("area edge", values, top)),
        spots(times, point -> number(point.waiting()) + " waited"),
        axis(times));
  }

  /** How long the first in line had waited. */
  public Chart oldest(Times times) {
    List<OptionalDouble> values = values(Point::oldestSeconds);
    double top = roundedTime(most(values));
    return new Chart(
        "Longest wait: " + span(times),
        Numbers.about(Duration.ofSeconds((long) top)),
        List.of(Chart.area("area edge", values, top)),
        spots(times, point -> "the oldest had waited " + time(point.oldestSeconds())),
        axis(times));
  }

  /** How many runs failed. */
  public Chart failures(Times times) {
    List<OptionalDouble> values = values(Point::failed);
    double top = Chart.roundUp(Math.max(4, most(values)));
    return new Chart(
        "Failed runs: " + span(times),
        Numbers.count(Math.round(top)),
        List.of(Chart.bars("bars", values, top)),
        spots(times, point -> number(point.failed()) + " failed"),
        axis(times));
  }

  /** In and out without text, for a row of a table. */
  public List<Chart.Shape> small() {
    List<OptionalDouble> in = rates(Point::submitted);
    List<OptionalDouble> out = rates(Point::ended);
    double top = Chart.roundUp(Math.max(most(in), most(out)));
    return List.of(Chart.area("area", out, top), Chart.line("line", in, top));
  }

  /** From when to when. */
  public String span(Times times) {
    return "%s to %s".formatted(times.minute(from), times.minute(end()));
  }

  private Instant end() {
    return from.plus(step.multipliedBy(points.size()));
  }

  private List<String> axis(Times times) {
    Instant middle = from.plus(Duration.between(from, end()).dividedBy(2));
    return List.of(times.minute(from), times.minute(middle), times.minute(end()));
  }

  private List<Chart.Spot> spots(Times times, Function<Point, String> text) {
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < points.size(); index++) {
      Instant at = from.plus(step.multipliedBy(index));
      texts.add(times.minute(at) + " – " + text.apply(points.get(index)));
    }
    return Chart.spots(texts);
  }

  private List<OptionalDouble> values(Function<Point, OptionalDouble> of) {
    return points.stream().map(of).toList();
  }

  private List<OptionalDouble> rates(Function<Point, OptionalDouble> of) {
    return points.stream().map(of).map(this::perMinute).toList();
  }

  private OptionalDouble perMinute(OptionalDouble number) {
    return number.isEmpty()
        ? number
        : OptionalDouble.of(number.getAsDouble() * SECONDS_A_MINUTE / step.toSeconds());
  }

  private String rate(OptionalDouble number) {
    OptionalDouble rate = perMinute(number);
    return rate.isEmpty() ? "unknown" : Numbers.rate(rate.getAsDouble());
  }

  private static String number(OptionalDouble number) {
    return number.isEmpty() ? "unknown:" : Numbers.count(Math.round(number.getAsDouble()));
  }

  private static String time(OptionalDouble seconds) {
    return seconds.isEmpty()
        ? "(unknown)"
        : Numbers.duration(Duration.ofMillis(Math.round(seconds.getAsDouble() * 1_000)));
  }

  private static double most(List<OptionalDouble> values) {
    ToDoubleFunction<OptionalDouble> number = value -> value.orElse(0);
    return values.stream().mapToDouble(number).max().orElse(0);
  }

  /** The next round time: people read 15 min better than 900 s. */
  private static double roundedTime(double seconds) {
    for (int round : new int[] {10, 30, 60, 300, 900, 1_800, 3_600, 10_800, 43_200, 86_400}) {
      if (seconds <= round) {
        return round;
      }
    }
    return Chart.roundUp(seconds / 86_400) * 86_400;
  }
}
