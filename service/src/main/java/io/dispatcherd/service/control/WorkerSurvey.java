package io.dispatcherd.service.control;

import io.dispatcherd.messages.Amount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks workers something. All are asked at once, on the event loop; the caller waits on another
 * thread. Thread-safe.
 *
 * @param workers asks the workers
 * @param patience how long all of them together may take to answer
 * @param <T> what one answers
 */
record WorkerSurvey<T>(
    Supplier<CompletableFuture<Map<Integer, CompletableFuture<T>>>> workers, Duration patience) {
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Takes the survey. Blocks, so it must not run on the loop.
   *
   * @param described what is told of an answer
   * @return {@code worker-N}, each with what is told of it, or with an {@code error} if it didn't
   *     answer
   */
  Map<String, Map<String, Object>> take(Function<T, Map<String, Object>> described) {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    try {
      await(workers.get(), deadline)
          .forEach(
              (id, answer) -> found.put("worker-" + id, describe(answer, deadline, described)));
      return found;
    } catch (TimeoutException e) {
      throw new IllegalStateException("The event loop is too busy to ask the workers", e);
    } catch (CancellationException e) {
      return found; // The service has stopped, and its workers with it.
    }
  }

  private Map<String, Object> describe(
      CompletableFuture<T> answer, long deadline, Function<T, Map<String, Object>> described) {
    try {
      return described.apply(await(answer, deadline));
    } catch (TimeoutException e) {
      return Map.of("error", "did not answer within " + Amount.seconds(patience));
    } catch (CancellationException e) {
      return Map.of("error", "left before it answered");
    }
  }

  private static <V> V await(CompletableFuture<V> answer, long deadline) throws TimeoutException {
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The workers could not be asked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while workers answered", e);
    }
  }
}
