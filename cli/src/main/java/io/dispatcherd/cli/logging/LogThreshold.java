package io.dispatcherd.cli.logging;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How much a program logs, by the names that are the same for every language's dispatcherd. */
public enum LogThreshold {
  DEBUG("DEBUG"),
  INFO("INFO"),
  WARNING("WARN"),
  ERROR("ERROR"),
  CRITICAL("ERROR");

  /** What {@link ProgramLogging} reads. Workers of the service get it too. */
  static final String PROPERTY = "dispatcherd.log.level";

  private final String logbackName;

  LogThreshold(String logbackName) {
    this.logbackName = logbackName;
  }

  /**
   * The level of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none; the text names those that there are
   */
  public static LogThreshold named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(level -> level.name().equals(upper))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("expected one of " + String.join(", ", names())));
  }

  /** All names, from the lowest level to the highest. */
  public static List<String> names() {
    return Arrays.stream(values()).map(LogThreshold::name).toList();
  }

  /** Makes it the level of this process. Has an effect only before the first logger is made. */
  public void apply() {
    System.setProperty(PROPERTY, logbackName);
  }
}
