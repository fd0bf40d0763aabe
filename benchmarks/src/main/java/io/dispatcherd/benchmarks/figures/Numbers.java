package io.dispatcherd.benchmarks.figures;

import java.util.Arrays;
import java.util.Locale;

/** What is done with measured numbers. */
public final class Numbers {
  private Numbers() {}

  public static double median(double... values) {
    return quantile(values, 0.5);
  }

  /** The value below which that part of all lies. */
  public static double quantile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * (sorted.length - 1)))];
  }

  /** With as many digits as say something. */
  public static String shown(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
