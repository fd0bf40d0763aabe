package io.dispatcherd.metrics;

import java.io.IOException;

/** A request that is no HTTP, or exceeds a bound. */
final class RefusedRequestException extends IOException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  RefusedRequestException(HttpStatus status, String why) {
    super(why);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
