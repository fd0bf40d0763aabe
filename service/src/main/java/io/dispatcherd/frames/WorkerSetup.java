package io.dispatcherd.frames;

import io.dispatcherd.tasks.TaskDeclaration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker needs to know before its first task.
 *
 * @param workerId the worker's number in its service
 * @param nodeId the service's own id
 * @param workerClass class name of the application's worker; empty for the plain one
 * @param workerOptions what the worker's constructor is given
 * @param idleTimeout how long without a task until {@code onIdle}; empty for never
 * @param preload names of classes to initialise before the worker is ready
 * @param tasks every task that may be run
 * @param interceptors class names of what stands around each run, the outermost first
 */
public record WorkerSetup(
    int workerId,
    String nodeId,
    Optional<String> workerClass,
    Map<String, @Nullable Object> workerOptions,
    Optional<Duration> idleTimeout,
    List<String> preload,
    List<TaskDeclaration> tasks,
    List<String> interceptors) {
  /** The setup of a worker without interceptors. */
  public WorkerSetup(
      int workerId,
      String nodeId,
      Optional<String> workerClass,
      Map<String, @Nullable Object> workerOptions,
      Optional<Duration> idleTimeout,
      List<String> preload,
      List<TaskDeclaration> tasks) {
    this(workerId, nodeId, workerClass, workerOptions, idleTimeout, preload, tasks, List.of());
  }

  /** Who it is for only: the options may be confidential. */
  @Override
  public String toString() {
    return "WorkerSetup[workerId=%d, nodeId=%s]".formatted(workerId, nodeId);
  }
}
