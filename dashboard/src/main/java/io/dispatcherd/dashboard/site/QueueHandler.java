package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.QueuePage;
import io.dispatcherd.dashboard.pages.QueueRow;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Problem;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import java.util.List;

/** One queue. */
record QueueHandler(Present present) implements Handler {
  private static final int SOME = 20;

  @Override
  public Answer handle(Request request) throws Exception {
    String name = request.required("name");
    QueueRow row =
        present.rows(request).stream()
            .filter(queue -> queue.status().name().equals(name))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("There is no queue of this name."));
    return Answer.page(
        new QueuePage(
            row,
            present.nodes(request).stream().filter(node -> node.queues().contains(name)).toList(),
            Visible.jobs(request, present.hidden(), some(name, JobState.RUNNING)),
            Visible.jobs(request, present.hidden(), some(name, JobState.READY))));
  }

  private List<Job> some(String queue, JobState state) {
    return present.sources().client().jobs().list(JobFilter.ALL.queue(queue).state(state), SOME);
  }
}
