package io.dispatcherd.messages;

/**
 * A message that can't be taken as it is. Its text says which field is wrong and what was expected;
 * it never quotes the value of a field, which may be confidential.
 */
public class MessageFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An error with the given explanation. */
  public MessageFormatException(String message) {
    super(message);
  }
}
