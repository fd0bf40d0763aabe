package io.dispatcherd.service.control;

import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.pool.WorkerPool;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
  /** One of these workers, which are asked on the loop. */
  public static MemorySurvey of(WorkerPool pool, StateQueries loop) {
    return new MemorySurvey(() -> loop.read(view -> pool.measure()), WorkerSurvey.PATIENCE);
  }

  /**
   * Takes the survey. Blocks, so it must not run on the loop.
   *
   * @return {@code service} and {@code worker-N}, each with its numbers, or with an {@code error}
   *     if the worker didn't answer
   */
  public Map<String, Map<String, Object>> take() {
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    found.put("service", MemoryReport.ofThisJvm().toMap());
    found.putAll(new WorkerSurvey<>(workers, patience).take(MemoryReport::toMap));
    return found;
  }
}
