package io.dispatcherd.cli.logging;

import java.util.Arrays;
import java.util.Locale;

/** How a program writes its log. */
public enum LogFormat {
  /** Lines for people. */
  TEXT,

  /** One JSON object in each line. */
  JSON;

  /** What {@link ProgramLogging} reads. Workers of the service get it too. */
  static final String PROPERTY = "dispatcherd.log.format";

  /**
   * The format of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static LogFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected text or json"));
  }

  /** Makes it the format of this process. Has an effect only before the first logger is made. */
  public void apply() {
    System.setProperty(PROPERTY, name().toLowerCase(Locale.ROOT));
  }
}
