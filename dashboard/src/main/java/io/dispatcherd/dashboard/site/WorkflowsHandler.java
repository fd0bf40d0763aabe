package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.WorkflowPage;
import io.dispatcherd.dashboard.pages.WorkflowsPage;
import io.dispatcherd.dashboard.reading.TableReading;
import io.dispatcherd.dashboard.reading.WorkflowSummary;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Problem;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.WorkflowInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Workflows, the latest first. */
record WorkflowsHandler(Present present) implements Handler {
  private static final int MOST = 50;

  @Override
  public Answer handle(Request request) throws Exception {
    if (present.sources().queue().isEmpty()) {
      return Answer.page(new WorkflowsPage(List.of(), Optional.empty(), true));
    }
    boolean isFirst = request.parameter("after").isEmpty();
    OptionalLong after =
        isFirst
            ? OptionalLong.empty()
            : OptionalLong.of(request.number("after", 0, 0, Long.MAX_VALUE));
    List<WorkflowSummary> found =
        new TableReading(present.sources().queue().get()).workflows(after, MOST + 1);
    boolean isLast = found.size() <= MOST;
    List<WorkflowSummary> shown = isLast ? found : found.subList(0, MOST);
    return Answer.page(
        new WorkflowsPage(
            shown.stream().map(WorkflowsHandler::row).toList(),
            isLast ? Optional.empty() : Optional.of(Long.toString(shown.get(MOST - 1).id())),
            isFirst));
  }

  private static WorkflowsPage.Row row(WorkflowSummary workflow) {
    return new WorkflowsPage.Row(
        workflow.uuid(),
        workflow.name(),
        state(workflow),
        workflow.submittedAt(),
        workflow.steps(),
        workflow.done(),
        workflow.dead());
  }

  private static String state(WorkflowSummary workflow) {
    if (workflow.open() > 0) {
      return "running";
    }
    if (workflow.done() == workflow.steps()) {
      return "done";
    }
    return workflow.isCancelled() ? "cancelled" : "dead";
  }

  /** One of them. */
  record One(Present present) implements Handler {
    @Override
    public Answer handle(Request request) throws Exception {
      String uuid = request.required("uuid");
      Optional<WorkflowInfo> found =
          present.sources().queue().isEmpty()
              ? Optional.empty()
              : present.sources().client().workflows().find(uuid);
      return Answer.page(
          new WorkflowPage(
              Visible.workflow(
                  request,
                  found.orElseThrow(
                      () ->
                          Problem.notFound(
                              "There is no workflow with this uuid, or it is no longer kept.")))));
    }
  }
}
