package io.dispatcherd.metrics;

import io.dispatcherd.limits.Limit;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that is no HTTP, or exceeds a bound. */
final class RefusedRequestException extends IOException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final @Nullable Limit limit;

  RefusedRequestException(HttpStatus status, String why) {
    this(status, why, null);
  }

  /**
   * @param limit the bound that it exceeds, if it is that
   */
  RefusedRequestException(HttpStatus status, String why, @Nullable Limit limit) {
    super(why);
    this.status = status;
    this.limit = limit;
  }

  Optional<Limit> limit() {
    return Optional.ofNullable(limit);
  }

  HttpStatus status() {
    return status;
  }
}
