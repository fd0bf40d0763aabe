package io.dispatcherd.examples;

import java.io.PrintStream;

/** Tells the visitor of the tour what is done, and what can be seen. */
final class Narrator {
  private final PrintStream out;
  private int stops;

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** Begins the next stop of the tour. */
  void stop(String title) {
    stops++;
    out.printf("%n%d. %s%n", stops, title);
  }

  /** Shows the code that is run. */
  void code(String line) {
    out.println("     " + line);
  }

  /** Says what comes of it. */
  void see(String line) {
    out.println("   " + line);
  }
}
