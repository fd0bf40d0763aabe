package io.dispatcherd.service.dispatch;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.messages.Acknowledgement;
import org.jspecify.annotations.Nullable;

/** A task that the service doesn't take. The text says why, without any argument's value. */
final class TaskRefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final @Nullable Limit limit;

  TaskRefusedException(String message) {
    this(message, null);
  }

  /** Why, for its broker. */
  Acknowledgement.Rejected rejected() {
    return new Acknowledgement.Rejected(
        limit == null ? Acknowledgement.Reason.UNDECLARED : Acknowledgement.Reason.NO_ROOM,
        String.valueOf(getMessage()));
  }

  /**
   * @param limit the bound that is hit, if it is one
   */
  TaskRefusedException(String message, @Nullable Limit limit) {
    super(message);
    this.limit = limit;
  }

  @Nullable Limit limit() {
    return limit;
  }
}
