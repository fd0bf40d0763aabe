package io.dispatcherd.pool;

import java.util.Optional;

/**
 * How a worker went.
 *
 * @param clean whether it left in order
 * @param description one line for logs, such as {@code exit code 137 (SIGKILL)}
 * @param problem what kept it from starting, if it never started
 */
public record WorkerExit(boolean clean, String description, Optional<String> problem) {
  private static final int SIGNALLED = 128;

  /** A process that ended with this code. */
  public static WorkerExit ofCode(int code) {
    String signal =
        switch (code - SIGNALLED) {
          case 6 -> " (SIGABRT)";
          case 9 -> " (SIGKILL)";
          case 11 -> " (SIGSEGV)";
          case 15 -> " (SIGTERM)";
          default -> "";
        };
    return new WorkerExit(code == 0, "exit code " + code + signal, Optional.empty());
  }

  /** A worker that could not be started. */
  public static WorkerExit notStarted(String problem) {
    return new WorkerExit(false, problem, Optional.of(problem));
  }
}
