package io.dispatcherd.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A step of a workflow at one moment. Immutable.
 *
 * @param name its name
 * @param uuid of its task
 * @param task the name of its task
 * @param state where it is; empty if its history has been dropped
 * @param after the steps that it waits for, or waited for
 * @param startedAt when its latest run started
 * @param finishedAt when it ended
 * @param error class and message of its latest failure
 */
public record WorkflowStepInfo(
    String name,
    String uuid,
    String task,
    Optional<JobState> state,
    List<String> after,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<String> error) {
  /** Copies the list. */
  public WorkflowStepInfo {
    after = List.copyOf(after);
  }
}
