package io.dispatcherd.spring.boot;

/** Tasks are to run in the application, which lacks what that takes. */
public final class MissingServiceException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String action;

  MissingServiceException(String message, String action) {
    super(message);
    this.action = action;
  }

  /** What to do. */
  public String action() {
    return action;
  }
}
