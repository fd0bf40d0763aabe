package io.dispatcherd.benchmarks.figures;

import io.dispatcherd.benchmarks.surroundings.Surroundings;

/** One thing that is measured, with the limits that it is compared with. */
public interface Benchmark {
  /** The word that names it on the command line. */
  String name();

  /** What it measures, in one line. */
  String description();

  /** Measures, and notes the figures. */
  void run(Surroundings surroundings, Report report) throws Exception;
}
