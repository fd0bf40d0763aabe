package io.dispatcherd.service.control;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads a service from other threads than its own. Thread-safe. */
public interface StateQueries {
  /**
   * Asks a question on the service's event loop, where the whole state holds still. So it must be
   * quick, and what it returns must no longer change.
   *
   * @return completes with the answer, or with the question's error; is cancelled if the service
   *     has stopped. Wait for it with a time-out: the loop may be busy, or not started yet. A
   *     question whose future is cancelled by then is not asked.
   */
  <T> CompletableFuture<T> read(Function<ServiceState, T> question);
}
