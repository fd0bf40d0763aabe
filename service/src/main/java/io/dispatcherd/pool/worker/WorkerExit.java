package io.dispatcherd.pool.worker;

/**
 * How a worker ended.
 *
 * @param kind in which way
 * @param description one line for logs, such as {@code exit code 137 (SIGKILL)}
 */
public record WorkerExit(Kind kind, String description) {
  /** The ways to end. */
  public enum Kind {
    /** By itself, normally. */
    CLEAN,
    /**
     * Asked to by a signal, before it could handle one: a signal to the process group, such as a
     * terminal's Ctrl-C, reaches workers that are starting, too.
     */
    TERMINATED,
    /** In any other way. */
    DIED,
    /** It can't be killed and was written off. Its real end is reported later. */
    STUCK
  }

  private static final int SIGNALLED = 128;
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  /** A process that ended with this code. */
  public static WorkerExit ofCode(int code) {
    String signal =
        switch (code - SIGNALLED) {
          case SIGHUP -> " (SIGHUP)";
          case SIGINT -> " (SIGINT)";
          case 6 -> " (SIGABRT)";
          case 9 -> " (SIGKILL)";
          case 11 -> " (SIGSEGV)";
          case SIGTERM -> " (SIGTERM)";
          default -> "";
        };
    Kind kind =
        switch (code - SIGNALLED) {
          case -SIGNALLED -> Kind.CLEAN;
          case SIGHUP, SIGINT, SIGTERM -> Kind.TERMINATED;
          default -> Kind.DIED;
        };
    return new WorkerExit(kind, "exit code " + code + signal);
  }

  /** A worker that ended normally. */
  public static WorkerExit left(String description) {
    return new WorkerExit(Kind.CLEAN, description);
  }

  /** A worker that could not be started, or ended abnormally. */
  public static WorkerExit died(String problem) {
    return new WorkerExit(Kind.DIED, problem);
  }

  /** A worker that was written off. */
  public static WorkerExit stuck(String description) {
    return new WorkerExit(Kind.STUCK, description);
  }
}
