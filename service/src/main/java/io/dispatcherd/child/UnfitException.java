package io.dispatcherd.child;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The worker can't start; the text says what is wrong and where to fix it. */
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1;

  UnfitException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }

  /** What code of the application threw, if that is why. */
  Optional<Throwable> thrownByApplication() {
    Throwable cause = getCause();
    boolean isOurs = cause instanceof ReflectiveOperationException;
    return isOurs ? Optional.empty() : Optional.ofNullable(cause);
  }
}
