package io.dispatcherd.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a moment of a kept schedule while the task of an earlier one hasn't ended. */
public enum Overlap {
  /** Its task is submitted all the same. */
  ALLOW,
  /** It is left out. */
  SKIP;

  /** The name in files and tables, such as {@code skip}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of this name; empty if there is none. */
  public static Optional<Overlap> ofWireName(String name) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(name)).findFirst();
  }
}
