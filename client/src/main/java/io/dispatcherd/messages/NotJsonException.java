package io.dispatcherd.messages;

/** A text that is no JSON at all. */
public final class NotJsonException extends MessageFormatException {
  private static final long serialVersionUID = 1L;

  NotJsonException(String message) {
    super(message);
  }
}
