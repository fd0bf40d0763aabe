package io.dispatcherd.workers;

import org.jspecify.annotations.Nullable;

/** The worker can't start; the text says what is wrong and where to set it right. */
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1;

  UnfitException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
