package io.dispatcherd.brokers;

/** The broker can't be opened, and trying again won't help: its address is in use or impossible. */
public class BrokerConflictException extends BrokerException {
  private static final long serialVersionUID = 1L;

  /** An error with this explanation. */
  public BrokerConflictException(String message) {
    super(message);
  }
}
