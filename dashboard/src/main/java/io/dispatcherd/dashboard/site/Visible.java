package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.Run;
import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import java.util.List;
import java.util.Optional;

/**
 * What somebody may see of jobs: who may only look sees the classes of errors, but no messages,
 * results or texts of progress, on pages and in JSON.
 */
final class Visible {
  private Visible() {}

  static List<Job> jobs(Request request, HiddenNames hidden, List<Job> jobs) {
    return jobs.stream().map(job -> job(request, hidden, job)).toList();
  }

  static Job job(Request request, HiddenNames hidden, Job job) {
    boolean seesContents = request.may(Right.OPERATE);
    return new Job(
        job.uuid(),
        job.task(),
        job.queue(),
        job.key(),
        job.state(),
        job.reason(),
        job.attempts(),
        job.maxAttempts(),
        job.priority(),
        job.submittedAt(),
        job.runAt(),
        job.startedAt(),
        job.finishedAt(),
        job.nodeId(),
        seesContents ? job.error() : job.error().map(Visible::errorClass),
        seesContents ? job.resultJson().map(hidden::in) : Optional.empty(),
        job.progress(),
        seesContents ? job.progressText() : Optional.empty(),
        job.parentUuid());
  }

  static Run run(Request request, Run run) {
    return request.may(Right.OPERATE)
        ? run
        : new Run(
            run.attempt(),
            run.outcome(),
            run.nodeId(),
            run.startedAt(),
            run.endedAt(),
            run.error().map(Visible::errorClass));
  }

  static WorkflowInfo workflow(Request request, WorkflowInfo workflow) {
    return request.may(Right.OPERATE)
        ? workflow
        : new WorkflowInfo(
            workflow.uuid(),
            workflow.name(),
            workflow.submittedAt(),
            workflow.cancelledAt(),
            workflow.steps().stream().map(Visible::withoutMessage).toList());
  }

  private static WorkflowStepInfo withoutMessage(WorkflowStepInfo step) {
    return new WorkflowStepInfo(
        step.name(),
        step.uuid(),
        step.task(),
        step.state(),
        step.after(),
        step.startedAt(),
        step.finishedAt(),
        step.error().map(Visible::errorClass));
  }

  /** What stands before the message. */
  static String errorClass(String error) {
    int colon = error.indexOf(": ");
    return colon < 0 ? error : error.substring(0, colon);
  }
}
