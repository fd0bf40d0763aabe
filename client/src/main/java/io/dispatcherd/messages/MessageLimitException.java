package io.dispatcherd.messages;

import io.dispatcherd.limits.Limit;

/** A message exceeds one of the bounds on what arrives. */
public final class MessageLimitException extends MessageFormatException {
  private static final long serialVersionUID = 1L;

  private final Limit limit;

  /** An error about this bound, with an explanation. */
  public MessageLimitException(Limit limit, String message) {
    super(message);
    this.limit = limit;
  }

  /** Which bound it is. */
  public Limit limit() {
    return limit;
  }
}
