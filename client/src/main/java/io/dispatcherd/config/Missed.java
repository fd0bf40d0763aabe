package io.dispatcherd.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of the moments of a kept schedule at which no service was there. */
public enum Missed {
  /** They are left out. */
  NONE,
  /** The latest one is made up for. */
  LAST,
  /** Each one is made up for. */
  ALL;

  /** The name in files and tables, such as {@code last}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of this name; empty if there is none. */
  public static Optional<Missed> ofWireName(String name) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(name)).findFirst();
  }
}
