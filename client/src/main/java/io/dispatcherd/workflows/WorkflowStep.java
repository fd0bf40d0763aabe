package io.dispatcherd.workflows;

import io.dispatcherd.tasks.TaskCall;
import io.dispatcherd.tasks.TaskSubmitter;
import java.sql.Connection;

/**
 * The step of a workflow that was added last, to say what it waits for. The next {@code task} adds
 * the next step.
 *
 * <p>For one thread.
 */
public final class WorkflowStep implements StepTasks<WorkflowStep> {
  private final Workflow workflow;
  private final StepPlan plan;

  WorkflowStep(Workflow workflow, StepPlan plan) {
    this.workflow = workflow;
    this.plan = plan;
  }

  /** Waits until these steps are done; if one fails or is cancelled, so is this one. */
  public WorkflowStep after(String... steps) {
    return after(OnFailure.CANCEL, steps);
  }

  /** Waits until these steps have ended, with what is to become of it if one isn't done. */
  public WorkflowStep after(OnFailure policy, String... steps) {
    for (String step : steps) {
      plan.after().put(step, policy);
    }
    return this;
  }

  /** Waits for all steps that were added so far. */
  public WorkflowStep afterAll(OnFailure policy) {
    return after(policy, workflow.others(plan).toArray(String[]::new));
  }

  /** Has these steps wait for this one; if it fails or is cancelled, so are they. */
  public WorkflowStep before(String... steps) {
    return before(OnFailure.CANCEL, steps);
  }

  /** Has these steps wait for this one, with what is to become of them if it isn't done. */
  public WorkflowStep before(OnFailure policy, String... steps) {
    for (String step : steps) {
      plan.before().put(step, policy);
    }
    return this;
  }

  /**
   * Waits for a step, and is handed its result as the first positional argument, before those that
   * were given; null if it has none.
   */
  public WorkflowStep withResultOf(String step) {
    plan.first(step);
    return this;
  }

  /** Waits for a step, and is handed its result as the argument of this name. */
  public WorkflowStep withResultOf(String step, String parameter) {
    plan.result(step, parameter);
    return this;
  }

  /**
   * Is handed how all ended that it waits for, in the order of the workflow, as the first
   * positional argument: a list of {@link io.dispatcherd.jobs.StepOutcome}.
   */
  public WorkflowStep withOutcomes() {
    plan.outcomes("");
    return this;
  }

  /** As {@link #withOutcomes()}, as the argument of this name. */
  public WorkflowStep withOutcomes(String parameter) {
    if (parameter.isBlank()) {
      throw new IllegalArgumentException("the name of the parameter is blank");
    }
    plan.outcomes(parameter);
    return this;
  }

  /** The next step of a chain: adds one that waits for this one and is handed its result. */
  public WorkflowStep then(String step, TaskCall call) {
    return task(step, call).withResultOf(plan.name());
  }

  @Override
  public WorkflowStep task(String step, TaskCall call) {
    return workflow.task(step, call);
  }

  @Override
  public TaskSubmitter submitter() {
    return workflow.submitter();
  }

  /**
   * Submits the workflow: all steps, or none.
   *
   * @throws IllegalArgumentException if a step waits for one that there isn't, or some wait for
   *     each other in a circle
   * @throws io.dispatcherd.brokers.BrokerException if it can't be sent
   */
  public WorkflowSubmission submit() {
    return workflow.submit(null);
  }

  /** As {@link #submit()}, in the caller's transaction: gone if that is rolled back. */
  public WorkflowSubmission submit(Connection connection) {
    return workflow.submit(connection);
  }
}
