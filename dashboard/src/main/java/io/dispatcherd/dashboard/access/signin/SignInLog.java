package io.dispatcherd.dashboard.access.signin;

/** Where it is written down who comes and goes, beside the log. Thread-safe. */
@FunctionalInterface
public interface SignInLog {
  /**
   * Writes a line.
   *
   * @param who the name of a user, or that it is none
   * @param role theirs, or that they have none
   * @param peer the address that they come from
   * @param action {@code sign-in} or {@code sign-out}
   * @param isDone whether they were let in
   */
  void write(String who, String role, String peer, String action, boolean isDone);
}
