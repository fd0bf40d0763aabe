package io.dispatcherd.service.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.worker.RunEnd;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.processors.TaskState;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.service.statistics.TaskTimes;
import io.dispatcherd.service.statistics.TaskTimings;
import io.dispatcherd.service.statistics.TimeDistribution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskFlowTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final TaskTimes times = new TaskTimes(1);
  private final TaskFlow flow = new TaskFlow(100, times, TaskObserver.NOBODY);

  @Test
  void theWaitOfATaskThatAWorkerGaveBackCountsOnce() {
    PendingTask task =
        new PendingTask(
            TaskMessage.of(Map.of("task", "demo.task", "uuid", "u")), Acknowledgeable.NONE, NOON);
    flow.arrived(task);
    task.become(TaskState.RUNNING);
    flow.begun(task, NOON.plusSeconds(1));
    flow.notBegun(task);
    task.become(TaskState.RUNNING);
    flow.begun(task, NOON.plusSeconds(2));
    flow.ended(task, RunEnd.DONE, Duration.ofSeconds(1), Optional.empty());

    TaskTimings read = times.read();
    assertEquals(List.of(1L), onlyCounts(read.waiting()));
    assertEquals(List.of(1L), onlyCounts(read.running()));
  }

  private static List<Long> onlyCounts(Map<String, TimeDistribution> times) {
    return Objects.requireNonNull(times.get("demo.task")).counts().stream()
        .filter(count -> count > 0)
        .toList();
  }
}
