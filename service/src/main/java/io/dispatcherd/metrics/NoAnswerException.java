package io.dispatcherd.metrics;

/** The service did not tell its numbers: it is starting, stopping, or has too much to do. */
final class NoAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(String message) {
    super(message);
  }
}
