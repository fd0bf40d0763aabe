package io.dispatcherd.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A workflow at one moment. Immutable.
 *
 * @param uuid its identity
 * @param name what it is called
 * @param submittedAt when it was submitted
 * @param cancelledAt when somebody cancelled it
 * @param steps its steps, each behind those that it waits for
 */
public record WorkflowInfo(
    String uuid,
    String name,
    Instant submittedAt,
    Optional<Instant> cancelledAt,
    List<WorkflowStepInfo> steps) {
  /** Copies the list. */
  public WorkflowInfo {
    steps = List.copyOf(steps);
  }

  /** Whether all steps have ended. */
  public boolean hasEnded() {
    return steps.stream().allMatch(step -> step.state().map(JobState::hasEnded).orElse(true));
  }

  /** Whether all steps are done. */
  public boolean isDone() {
    return steps.stream()
        .allMatch(step -> step.state().map(state -> state == JobState.DONE).orElse(true));
  }

  /** The step of this name; empty if there is none. */
  public Optional<WorkflowStepInfo> step(String named) {
    return steps.stream().filter(step -> step.name().equals(named)).findFirst();
  }
}
