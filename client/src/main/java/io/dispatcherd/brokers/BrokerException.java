package io.dispatcherd.brokers;

import org.jspecify.annotations.Nullable;

/** A broker could not be reached, or refused what was asked of it. */
public class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with this explanation. */
  public BrokerException(String message) {
    super(message);
  }

  /** An error with this explanation and cause. */
  public BrokerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
