package io.dispatcherd.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The level of our loggers, where Logback does the logging. */
public final class LogLevel {
  private static final String OURS = "io.dispatcherd";

  private LogLevel() {}

  /**
   * Sets the level, by its name on the wire.
   *
   * @return the one before; {@code NOTSET} if none had been set
   * @throws IllegalArgumentException if something other than Logback does the logging
   */
  public static String set(String level) {
    if (!isLogback()) {
      throw new IllegalArgumentException(
          "The level can be set only where Logback does the logging, and here it is "
              + LoggerFactory.getILoggerFactory().getClass().getName());
    }
    return Logback.set(level);
  }

  private static boolean isLogback() {
    return LoggerFactory.getILoggerFactory()
        .getClass()
        .getName()
        .equals("ch.qos.logback.classic.LoggerContext");
  }

  /** Loaded only where Logback is: an application may log with something else. */
  private static final class Logback {
    private Logback() {}

    static String set(String level) {
      Logger logger = (Logger) LoggerFactory.getLogger(OURS);
      Level previous = logger.getLevel();
      logger.setLevel(
          switch (level) {
            case "WARNING" -> Level.WARN;
            case "CRITICAL" -> Level.ERROR;
            default -> Level.toLevel(level);
          });
      if (previous == null) {
        return "NOTSET";
      }
      return previous == Level.WARN ? "WARNING" : previous.toString();
    }
  }
}
