package io.dispatcherd.service.control;

import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.pool.WorkerPool;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Gathers the memory of the service and of its workers. All workers are asked at once, on the event
 * loop; the caller waits on another thread. Thread-safe.
 *
 * @param workers asks the workers
 * @param patience how long all of them together may take to answer
 */
public record MemorySurvey(
    Supplier<CompletableFuture<Map<Integer, CompletableFuture<MemoryReport>>>> workers,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** One of these workers, which are asked on the loop. */
  public static MemorySurvey of(WorkerPool pool, StateQueries loop) {
    return new MemorySurvey(() -> loop.read(view -> pool.measure()), PATIENCE);
  }

  /**
   * Takes the survey. Blocks, so it must not run on the loop.
   *
   * @return {@code service} and {@code worker-N}, each with its numbers, or with an {@code error}
   *     if the worker didn't answer
   */
  public Map<String, Map<String, Object>> take() {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    found.put("service", MemoryReport.ofThisJvm().toMap());
    try {
      Map<Integer, CompletableFuture<MemoryReport>> asked = await(workers.get(), deadline);
      for (Map.Entry<Integer, CompletableFuture<MemoryReport>> worker : asked.entrySet()) {
        found.put("worker-" + worker.getKey(), describe(worker.getValue(), deadline));
      }
      return found;
    } catch (TimeoutException e) {
      throw new IllegalStateException("The event loop is too busy to ask the workers", e);
    } catch (CancellationException e) {
      return found; // The service has stopped, and its workers with it.
    }
  }

  private Map<String, Object> describe(CompletableFuture<MemoryReport> report, long deadline) {
    try {
      return await(report, deadline).toMap();
    } catch (TimeoutException e) {
      return Map.of("error", "did not answer within " + Amount.seconds(patience));
    } catch (CancellationException e) {
      return Map.of("error", "left before it answered");
    }
  }

  private static <T> T await(CompletableFuture<T> answer, long deadline) throws TimeoutException {
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
