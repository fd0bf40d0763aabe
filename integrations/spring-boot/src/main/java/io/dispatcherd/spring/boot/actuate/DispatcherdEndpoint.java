package io.dispatcherd.spring.boot.actuate;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Node;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * What is kept and what works on it, by the broker that keeps tasks: queues, services, what runs;
 * {@code /jobs/UUID} one task. Steering takes {@code
 * management.endpoint.dispatcherd.access=unrestricted}.
 */
@Endpoint(id = "dispatcherd", defaultAccess = Access.READ_ONLY)
class DispatcherdEndpoint {
  private static final int MOST_RUNNING = 100;

  private final Dispatcherd dispatcherd;

  DispatcherdEndpoint(Dispatcherd dispatcherd) {
    this.dispatcherd = dispatcherd;
  }

  /**
   * What there is.
   *
   * @param queues by name
   * @param nodes the services that live
   * @param running what runs, the latest first, and not more than a hundred
   */
  record Overview(
      List<QueueStatus> queues, List<Node> nodes, List<Map<String, @Nullable Object>> running) {}

  @ReadOperation
  Overview overview() {
    return new Overview(
        dispatcherd.queues().list(),
        dispatcherd.queues().nodes(),
        dispatcherd.jobs().list(JobFilter.ALL.state(JobState.RUNNING), MOST_RUNNING).stream()
            .map(job -> describe(job, false))
            .toList());
  }

  /** One thing: a job by its uuid, or a queue by its name; null, and so 404, if there is none. */
  @ReadOperation
  @Nullable Object one(@Selector String kind, @Selector String name) {
    return find(kind, name, false);
  }

  @Nullable Object find(String kind, String name, boolean showsValues) {
    return switch (kind) {
      case "jobs" ->
          dispatcherd.jobs().find(name).map(job -> describe(job, showsValues)).orElse(null);
      case "queues" ->
          dispatcherd.queues().list().stream()
              .filter(queue -> queue.name().equals(name))
              .findFirst()
              .orElse(null);
      default -> null;
    };
  }

  /**
   * Steers: {@code pause} or {@code resume} of a queue, {@code cancel} or {@code retry} of a job.
   *
   * @param kind {@code queues} or {@code jobs}
   * @param name of the queue, or uuid of the job
   * @param action what to do
   * @return whether that changed something
   * @throws InvalidEndpointRequestException if there is no such action
   */
  @WriteOperation
  Map<String, Object> steer(@Selector String kind, @Selector String name, String action) {
    boolean isDone =
        switch (kind + "/" + action) {
          case "queues/pause" -> {
            dispatcherd.queues().pause(name);
            yield true;
          }
          case "queues/resume" -> {
            dispatcherd.queues().resume(name);
            yield true;
          }
          case "jobs/cancel" -> dispatcherd.jobs().cancel(name);
          case "jobs/retry" -> dispatcherd.jobs().retry(name);
          default ->
              throw new InvalidEndpointRequestException(
                  "no such action on dispatcherd's endpoint",
                  "there are pause and resume for queues, cancel and retry for jobs");
        };
    return Map.of("done", isDone);
  }

  private Map<String, @Nullable Object> describe(Job job, boolean showsValues) {
    Map<String, @Nullable Object> described = new LinkedHashMap<>();
    described.put("uuid", job.uuid());
    described.put("task", job.task());
    described.put("queue", job.queue());
    described.put("state", job.state().wireName());
    described.put("attempts", job.attempts());
    described.put("submittedAt", job.submittedAt());
    job.reason().ifPresent(reason -> described.put("reason", reason));
    job.startedAt().ifPresent(time -> described.put("startedAt", time));
    job.finishedAt().ifPresent(time -> described.put("finishedAt", time));
    job.nodeId().ifPresent(node -> described.put("node", node));
    job.progress().ifPresent(part -> described.put("progress", part));
    if (showsValues) {
      job.key().ifPresent(key -> described.put("key", key));
      job.progressText().ifPresent(text -> described.put("progressText", text));
      job.error().ifPresent(error -> described.put("error", error));
      job.resultJson().ifPresent(json -> described.put("result", Json.parse(json)));
      dispatcherd
          .jobs()
          .message(job.uuid())
          .ifPresent(json -> described.put("message", Json.parseObject(json)));
    }
    return described;
  }
}
