package io.dispatcherd.service.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.frames.MemoryReport;
import io.dispatcherd.frames.MemoryReport.Part;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemorySurveyTest {
  private static final MemoryReport REPORT =
      new MemoryReport(new Part(1, 2, 3), new Part(4, 5, -1), 6, Duration.ofMillis(7));

  @Test
  void theServiceComesFirstAndThenEachWorkerWithItsNumbers() {
    Map<String, Map<String, Object>> found =
        survey(Map.of(8, CompletableFuture.completedFuture(REPORT)));

    assertEquals("[service, worker-8]", found.keySet().toString());
    assertEquals(
        Map.of(
            "heap",
            Map.of("used", 1L, "committed", 2L, "max", 3L),
            "non_heap",
            Map.of("used", 4L, "committed", 5L),
            "collections",
            6L,
            "collection_seconds",
            0.007),
        found.get("worker-8"));
    Map<String, Object> service = Objects.requireNonNull(found.get("service"));
    assertEquals(Set.of("heap", "non_heap", "collections", "collection_seconds"), service.keySet());
    assertTrue(
        service.get("heap") instanceof Map<?, ?> heap
            && heap.get("used") instanceof Long used
            && used > 0);
  }

  @Test
  void aWorkerThatDoesNotAnswerHidesNeitherTheOthersNorTheService() {
    CompletableFuture<MemoryReport> silent = new CompletableFuture<>();
    CompletableFuture<MemoryReport> gone = new CompletableFuture<>();
    gone.cancel(false);

    Map<String, Map<String, Object>> found =
        survey(Map.of(0, silent, 1, gone, 2, CompletableFuture.completedFuture(REPORT)));

    assertEquals(Set.of("service", "worker-0", "worker-1", "worker-2"), found.keySet());
    assertEquals(Map.of("error", "did not answer within 0.02 s"), found.get("worker-0"));
    assertEquals(Map.of("error", "left before it answered"), found.get("worker-1"));
    assertEquals(REPORT.toMap(), found.get("worker-2"));
    assertTrue(!silent.isDone(), "others may wait for the same answer");
  }

  @Test
  void aServiceThatHasStoppedHasNoWorkers() {
    CompletableFuture<Map<Integer, CompletableFuture<MemoryReport>>> missed =
        new CompletableFuture<>();
    missed.cancel(false);

    assertEquals(Set.of("service"), survey(missed).keySet());
  }

  @Test
  void aLoopThatDoesNotComeToTheQuestionIsAnError() {
    assertThrows(IllegalStateException.class, () -> survey(new CompletableFuture<>()));
  }

  private static Map<String, Map<String, Object>> survey(
      Map<Integer, CompletableFuture<MemoryReport>> workers) {
    return survey(CompletableFuture.completedFuture(workers));
  }

  private static Map<String, Map<String, Object>> survey(
      CompletableFuture<Map<Integer, CompletableFuture<MemoryReport>>> workers) {
    return new MemorySurvey(() -> workers, Duration.ofMillis(20)).take();
  }
}
