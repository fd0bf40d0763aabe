package io.dispatcherd.jobs;

/** A job hasn't ended in time. It goes on. */
public class JobTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with this explanation. */
  public JobTimeoutException(String message) {
    super(message);
  }
}
