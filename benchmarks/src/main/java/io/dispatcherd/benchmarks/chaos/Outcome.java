package io.dispatcherd.benchmarks.chaos;

/**
 * What became of the jobs.
 *
 * @param submitted for certain
 * @param unknown whose submission failed, so that they may be stored or not
 * @param ran of those submitted for certain, once or more often
 * @param ranAgain runs beyond the first of a job
 * @param dead that were given up
 * @param lost of those submitted for certain, without a run to the end
 * @param unfinished that are neither done nor dead when the time is over
 * @param faults how often something was broken
 */
record Outcome(
    int submitted,
    int unknown,
    int ran,
    int ranAgain,
    int dead,
    int lost,
    int unfinished,
    int faults) {
  static final String HEADING =
      "%-17s %9s %8s %7s %10s %5s %5s %11s %7s"
          .formatted(
              "",
              "submitted",
              "unknown",
              "ran",
              "ran again",
              "dead",
              "lost",
              "unfinished",
              "faults");

  boolean isGood() {
    return lost == 0 && unfinished == 0;
  }

  String line(String name) {
    return "%-17s %9d %8d %7d %10d %5d %5d %11d %7d"
        .formatted(name, submitted, unknown, ran, ranAgain, dead, lost, unfinished, faults);
  }
}
