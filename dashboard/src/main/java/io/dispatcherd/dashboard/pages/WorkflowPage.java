package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.draw.StepGraph;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.WorkflowInfo;

/**
 * One workflow. Immutable.
 *
 * @param workflow it, with its steps
 */
public record WorkflowPage(WorkflowInfo workflow) {
  /** Its steps as a drawing. */
  public StepGraph graph() {
    return StepGraph.of(workflow);
  }

  /** How many of its steps are in this state. */
  public long count(JobState state) {
    return workflow.steps().stream()
        .filter(step -> step.state().filter(it -> it == state).isPresent())
        .count();
  }

  /** How it stands, in the words of states. */
  public String state() {
    if (workflow.isDone()) {
      return "done";
    }
    if (!workflow.hasEnded()) {
      return "running";
    }
    return workflow.cancelledAt().isPresent() ? "cancelled" : "dead";
  }
}
