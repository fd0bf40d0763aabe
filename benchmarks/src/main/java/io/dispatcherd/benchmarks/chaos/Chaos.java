package io.dispatcherd.benchmarks.chaos;

import io.dispatcherd.benchmarks.surroundings.Postgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The program: breaks things in turn, each for half a minute, and prints what became of the jobs.
 * Fails if any was lost.
 */
public final class Chaos {
  private Chaos() {}

  /** Arguments: names of faults; none for all. */
  public static void main(String[] args) throws Exception {
    List<String> bad = new ArrayList<>();
    try (Postgres postgres = Postgres.start()) {
      System.out.println(Outcome.HEADING);
      for (Fault fault : chosen(List.of(args))) {
        try (Trial trial = new Trial(fault, postgres)) {
          Outcome outcome = trial.run();
          System.out.println(outcome.line(fault.label()));
          if (!outcome.isGood()) {
            bad.add(fault.label() + " (" + fault.description() + ")");
          }
        }
      }
    }
    if (!bad.isEmpty()) {
      System.err.println("Jobs were lost: " + String.join(", ", bad));
      System.exit(1);
    }
  }

  private static List<Fault> chosen(List<String> names) {
    List<String> known = Arrays.stream(Fault.values()).map(Fault::label).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "no fault is called " + name + "; there are " + String.join(", ", known));
      }
    }
    return Arrays.stream(Fault.values())
        .filter(fault -> names.isEmpty() || names.contains(fault.label()))
        .toList();
  }
}
