package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.draw.StepGraph;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import java.util.Comparator;
import java.util.List;

/**
 * One workflow. Immutable.
 *
 * @param workflow it, with its steps
 */
public record WorkflowPage(WorkflowInfo workflow) {
  /** How many steps the list has at most. */
  public static final int MOST_LISTED = 80;

  /** So many of its steps as the list has; those that need attention or aren't over come first. */
  public List<WorkflowStepInfo> listed() {
    return workflow.steps().stream()
        .sorted(Comparator.comparingInt(WorkflowPage::urgency))
        .limit(MOST_LISTED)
        .toList();
  }

  private static int urgency(WorkflowStepInfo step) {
    if (step.state().isEmpty()) {
      return 3;
    }
    return switch (step.state().get()) {
      case DEAD -> 0;
      case RUNNING, READY, SCHEDULED, HELD -> 1;
      case CANCELLED, DISCARDED -> 2;
      case DONE -> 3;
    };
  }

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
