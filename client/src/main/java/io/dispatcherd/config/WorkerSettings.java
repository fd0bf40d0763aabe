package io.dispatcherd.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The worker object: section {@code worker}.
 *
 * @param workerClass name of its class; absent: the shipped one
 * @param idleTimeout how long without a task until {@code onIdle} is called; absent: never
 * @param arguments the other keys of {@code worker_kwargs}, for its constructor; unmodifiable
 */
public record WorkerSettings(
    Optional<String> workerClass,
    Optional<Duration> idleTimeout,
    Map<String, @Nullable Object> arguments) {

  /** Names the arguments and doesn't show them. */
  @Override
  public String toString() {
    return "WorkerSettings[workerClass=%s, idleTimeout=%s, arguments=%s]"
        .formatted(workerClass, idleTimeout, arguments.keySet());
  }
}
