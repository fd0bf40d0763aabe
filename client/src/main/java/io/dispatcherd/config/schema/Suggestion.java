package io.dispatcherd.config.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. Not for applications. */
public final class Suggestion {
  private Suggestion() {}

  /** The rest of a sentence: {@code , did you mean "x"?} or the list of what is known. */
  public static String forUnknown(String name, Collection<String> known) {
    Optional<String> nearest = nearest(name, known);
    if (nearest.isPresent()) {
      return ", did you mean \"" + nearest.get() + "\"?";
    }
    return known.isEmpty() ? "; nothing is expected here" : "; known: " + String.join(", ", known);
  }

  public static Optional<String> nearest(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    // A third of the letters wrong is a typing error; more is another word.
    int tolerated = Math.max(1, name.length() / 3);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(wanted, candidate)))
        .filter(candidate -> distance(wanted, candidate) <= tolerated);
  }

  private static int distance(String left, String right) {
    return editDistance(left, right.toLowerCase(Locale.ROOT));
  }

  /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
  static int editDistance(String left, String right) {
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapestStep(cost, left, right, i, j);
      }
    }
    return cost[left.length()][right.length()];
  }

  private static int cheapestStep(int[][] cost, String left, String right, int i, int j) {
    int replace = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
    int best =
        Math.min(cost[i - 1][j - 1] + replace, Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1));
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
