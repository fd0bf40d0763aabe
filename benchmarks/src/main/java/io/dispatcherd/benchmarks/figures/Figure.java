package io.dispatcherd.benchmarks.figures;

import java.util.Optional;

/**
 * One measured number.
 *
 * @param what what was measured
 * @param value how much
 * @param unit of what
 * @param beside what it is compared with, and was measured in the same run; empty for nothing
 * @param target what is asked of it; empty if it is there for comparison only
 */
public record Figure(
    String what, double value, String unit, Optional<Beside> beside, Optional<Target> target) {
  /** A number measured in the same run. */
  record Beside(String what, double value) {}

  /**
   * What is asked for: at least, or at most, so much; of the value or of its ratio to the other.
   */
  record Target(double bound, boolean atLeast, boolean ofRatio) {
    boolean isMet(Figure figure) {
      double actual = ofRatio ? figure.ratio().orElseThrow() : figure.value();
      return atLeast ? actual >= bound : actual <= bound;
    }

    String describe(String unit) {
      return (atLeast ? "≥ " : "≤ ") + Numbers.shown(bound) + (ofRatio ? " ×" : " " + unit);
    }
  }

  public static Figure of(String what, double value, String unit) {
    return new Figure(what, value, unit, Optional.empty(), Optional.empty());
  }

  public Figure beside(String other, double otherValue) {
    return new Figure(what, value, unit, Optional.of(new Beside(other, otherValue)), target);
  }

  public Figure atLeast(double bound) {
    return new Figure(what, value, unit, beside, Optional.of(new Target(bound, true, false)));
  }

  public Figure atMost(double bound) {
    return new Figure(what, value, unit, beside, Optional.of(new Target(bound, false, false)));
  }

  public Figure atLeastTimes(double bound) {
    return new Figure(what, value, unit, beside, Optional.of(new Target(bound, true, true)));
  }

  public Figure atMostTimes(double bound) {
    return new Figure(what, value, unit, beside, Optional.of(new Target(bound, false, true)));
  }

  /** How many times as good as its target it is; 1 if it just meets it. */
  double reached() {
    Target asked = target.orElseThrow();
    double actual = asked.ofRatio() ? ratio().orElseThrow() : value;
    return asked.atLeast() ? actual / asked.bound() : asked.bound() / actual;
  }

  /** How many times the other number it is. */
  public Optional<Double> ratio() {
    return beside.map(other -> value / other.value());
  }
}
