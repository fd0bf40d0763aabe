package io.dispatcherd.publish;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A worker of a service.
 *
 * @param nodeId the service
 * @param id its number, unique within the life of the service
 * @param pid its process, which is the service's own if it is a thread
 * @param status such as {@code ready}
 * @param finishedCount tasks that ran to their end on it
 * @param currentTask the name of the task that it runs
 * @param currentUuid the submission that it runs
 * @param isCancelling whether that has been told to end
 * @param age how long it has lived
 */
public record WorkerInfo(
    String nodeId,
    int id,
    long pid,
    String status,
    long finishedCount,
    Optional<String> currentTask,
    Optional<String> currentUuid,
    boolean isCancelling,
    Duration age) {
  /** One as a reply has it. */
  static WorkerInfo of(String nodeId, Map<?, ?> fields) {
    return new WorkerInfo(
        nodeId,
        (int) number(fields, "worker_id"),
        (long) number(fields, "pid"),
        text(fields, "status").orElse(""),
        (long) number(fields, "finished_count"),
        text(fields, "current_task"),
        text(fields, "current_task_uuid"),
        Boolean.TRUE.equals(fields.get("active_cancel")),
        Duration.ofNanos((long) (number(fields, "age") * 1e9)));
  }

  private static double number(Map<?, ?> fields, String key) {
    @Nullable Object value = fields.get(key);
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  private static Optional<String> text(Map<?, ?> fields, String key) {
    return fields.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
