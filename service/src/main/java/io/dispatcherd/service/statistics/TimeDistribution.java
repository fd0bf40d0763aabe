package io.dispatcherd.service.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * How often something took how long.
 *
 * @param counts how many were not over each of the {@link #BOUNDS}, but over the one before; and,
 *     last, over all of them
 * @param seconds all of them together
 */
public record TimeDistribution(List<Long> counts, double seconds) {
  /** In seconds: from what a quick task takes to what is a night's work. */
  public static final List<Double> BOUNDS =
      List.of(
          0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0,
          14_400.0);

  static TimeDistribution of(long[] counts, double seconds) {
    return new TimeDistribution(Arrays.stream(counts).boxed().toList(), seconds);
  }
}
