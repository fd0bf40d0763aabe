package io.dispatcherd.dashboard.pages.show;

/**
 * A number that was counted up to a bound. Immutable.
 *
 * @param number how many, or the bound
 * @param isMore whether there are more than that
 */
public record Counted(long number, boolean isMore) {
  /** Exactly so many. */
  public static Counted exactly(long number) {
    return new Counted(Math.max(0, number), false);
  }

  /** What was found when at most one more than the bound was counted. */
  public static Counted upTo(long bound, long found) {
    return found > bound ? new Counted(bound, true) : exactly(found);
  }

  /** Whether there is none. */
  public boolean isZero() {
    return number == 0 && !isMore;
  }

  /** Such as {@code 812} or {@code 10,000+}. */
  public String text() {
    return Numbers.count(number) + (isMore ? "+" : "");
  }

  /** Such as {@code 812 jobs} or {@code more than 10,000 jobs}. */
  public String words(String one, String many) {
    return isMore
        ? "more than " + Numbers.count(number) + " " + many
        : Numbers.of(number, one, many);
  }
}
