package io.dispatcherd.brokers;

/**
 * The broker can't be had, and trying again won't help: somebody else holds its address, or the
 * address can't exist.
 */
public class BrokerConflictException extends BrokerException {
  private static final long serialVersionUID = 1L;

  /** An error with this explanation. */
  public BrokerConflictException(String message) {
    super(message);
  }
}
