package io.dispatcherd.tasks.steps;

/**
 * A signal that a task waited for hasn't come in time. The task has this from {@code await} in each
 * further run too. If it lets it pass, it has failed.
 */
public final class SignalTimeout extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String signal;

  /** For the signal of this name. */
  public SignalTimeout(String signal) {
    super("the signal \"" + signal + "\" has not come in time");
    this.signal = signal;
  }

  /** The name of the signal. */
  public String signal() {
    return signal;
  }
}
