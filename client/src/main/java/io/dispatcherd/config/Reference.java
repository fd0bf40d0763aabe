package io.dispatcherd.config;

/**
 * Something that a configuration names and that only the service can check, because it has the
 * application's classes.
 *
 * @param kind what is named
 * @param text as it is named
 * @param path dotted path of the option that names it
 * @param line line in the file, counted from 1; 0 if there is none
 */
public record Reference(Kind kind, String text, String path, int line) {

  /** What can be named. */
  public enum Kind {
    /** A jar or folder with the application's classes. */
    CLASSPATH_ENTRY,
    /** A class that workers initialise before their first task. */
    PRELOADED_CLASS,
    /** The class of the worker object. */
    WORKER_CLASS,
    /** The class of a custom broker. */
    BROKER_CLASS,
    /** The class of a custom producer. */
    PRODUCER_CLASS,
    /** A class that supplies connections. */
    CONNECTION_FACTORY,
    /** A declared task. */
    TASK,
    /** A cron expression. */
    CRON
  }

  /** Says that something is wrong with what is named here. */
  public ConfigurationException.Problem problem(String message) {
    return new ConfigurationException.Problem(path, line, message);
  }
}
