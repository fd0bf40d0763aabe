package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.processors.TaskPage.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskPageTest {
  private static final TaskMessage TASK = TaskMessage.fromJson("{\"task\": \"t\"}");

  @Test
  void holdsTheFirstOnesInWhateverOrderTheyAreOffered() {
    TaskPage page = page(Map.of("limit", 3));
    for (long number : new long[] {7, 2, 30, 4, 1}) {
      page.offer(Kind.QUEUED, number, TASK, Instant.EPOCH.plusSeconds(number));
    }
    page.offer(Kind.WORKER, 100, TASK, Instant.EPOCH);

    assertEquals(List.of("worker-100", "queued-1", "queued-2"), names(page));
    assertEquals(Optional.of("queued-2"), page.next());
    assertEquals(Instant.EPOCH.plusSeconds(2), page.since().get("queued-2"));
  }

  @Test
  void beginsBehindWhatItIsToComeAfterEvenIfThatIsGone() {
    TaskPage page = page(Map.of("after", "queued-3"));
    for (Kind kind : Kind.values()) {
      page.offer(kind, 2, TASK, Instant.EPOCH);
      page.offer(kind, 4, TASK, Instant.EPOCH);
    }

    assertEquals(List.of("queued-4", "delayed-2", "delayed-4"), names(page));
    assertEquals(Optional.empty(), page.next());
  }

  @Test
  void aFullPageWithNothingBehindItIsTheLast() {
    TaskPage page = page(Map.of("limit", 2));
    page.offer(Kind.BLOCKED, 0, TASK, Instant.EPOCH);
    page.offer(Kind.BLOCKED, 1, TASK, Instant.EPOCH);

    assertEquals(2, page.tasks().size());
    assertEquals(Optional.empty(), page.next());
  }

  @Test
  void leavesTheFilterAsItIs() {
    Map<String, @Nullable Object> data = new HashMap<>(Map.of("limit", 2, "task", "t"));
    assertTrue(TaskPage.takenOf(data).isPresent());
    assertEquals(Set.of("task"), data.keySet());
    assertEquals(Optional.empty(), TaskPage.takenOf(data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "worker", "worker-", "queued-x", "running-1", "queued-1e3"})
  void whatNamesNoTaskIsRefused(String after) {
    assertThrows(IllegalArgumentException.class, () -> page(Map.of("after", after)));
  }

  @Test
  void aNumberThatIsNoneIsRefused() {
    for (Object limit : List.of(0, -1, "5", 1.5, true, Long.MAX_VALUE)) {
      assertThrows(IllegalArgumentException.class, () -> page(Map.of("limit", limit)));
    }
  }

  private static TaskPage page(Map<String, ?> data) {
    return TaskPage.takenOf(new HashMap<>(data)).orElseThrow();
  }

  private static List<String> names(TaskPage page) {
    return List.copyOf(page.tasks().keySet());
  }
}
