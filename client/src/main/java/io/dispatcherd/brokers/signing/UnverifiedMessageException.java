package io.dispatcherd.brokers.signing;

import io.dispatcherd.messages.MessageFormatException;

/** A message whose signature wasn't accepted. The error doesn't quote the message. */
public final class UnverifiedMessageException extends MessageFormatException {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  UnverifiedMessageException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /** Why it isn't accepted. */
  public Refusal refusal() {
    return refusal;
  }
}
