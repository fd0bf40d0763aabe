package io.dispatcherd.metrics;

/** The service did not provide its numbers: it is starting, stopping, or overloaded. */
final class NoAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(String message) {
    super(message);
  }
}
