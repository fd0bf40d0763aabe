package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.ConfirmPage;
import io.dispatcherd.dashboard.pages.show.Counted;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Problem;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks whether something is to be done. Its form names each thing that is hit, so that it hits what
 * was shown and nothing that comes later.
 */
record ConfirmHandler(Present present) implements Handler {
  private static final int SHOWN = 50;

  @Override
  public Answer handle(Request request) throws Exception {
    Action action =
        Action.named(request.required("action"))
            .orElseThrow(() -> Problem.badRequest("The parameter action names no action."));
    if (!request.may(action.right())) {
      throw Problem.forbidden(
          "The role %s may not do this.".formatted(request.caller().role().wireName()));
    }
    return Answer.page(
        action.subject().equals("job") ? aboutJobs(request, action) : aboutOne(request, action));
  }

  private static ConfirmPage aboutOne(Request request, Action action) {
    String name = request.required(action.parameter());
    String address =
        switch (action.subject()) {
          case "queue" -> request.links().queue(name);
          case "schedule" -> request.links().schedule(name);
          default -> request.links().workflow(name);
        };
    return page(
        action,
        "%s this %s?".formatted(action.verb(), action.subject()),
        Optional.empty(),
        List.of(new ConfirmPage.Subject(name, action.subject(), address)),
        List.of(name),
        address);
  }

  private ConfirmPage aboutJobs(Request request, Action action) {
    if (present.sources().queue().isEmpty()) {
      throw Problem.conflict("Nothing keeps jobs here.");
    }
    List<Job> jobs = jobs(request);
    if (jobs.isEmpty()) {
      throw Problem.conflict("Nothing is selected, or nothing matches any more.");
    }
    boolean isOne = jobs.size() == 1;
    String address = isOne ? request.links().job(jobs.get(0).uuid()) : request.links().page("jobs");
    return page(
        action,
        isOne
            ? "%s this job?".formatted(action.verb())
            : "%s %,d jobs?".formatted(action.verb(), jobs.size()),
        Optional.of(Counted.exactly(jobs.size())),
        jobs.stream()
            .limit(SHOWN)
            .map(
                job ->
                    new ConfirmPage.Subject(
                        job.task(), job.state().wireName(), request.links().job(job.uuid())))
            .toList(),
        jobs.stream().map(Job::uuid).toList(),
        address);
  }

  private static ConfirmPage page(
      Action action,
      String question,
      Optional<Counted> hits,
      List<ConfirmPage.Subject> shown,
      List<String> subjects,
      String back) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    subjects.forEach(subject -> fields.add(Map.entry(action.parameter(), subject)));
    fields.add(Map.entry("once", UUID.randomUUID().toString()));
    return new ConfirmPage(
        question,
        action.verb(),
        action.word(),
        action.isDangerous(),
        action.consequence(),
        hits,
        shown,
        fields,
        back);
  }

  private List<Job> jobs(Request request) {
    Jobs jobs = present.sources().client().jobs();
    if (request.parameter("group").isPresent()) {
      return DeadHandler.group(jobs, request.required("group"));
    }
    if (request.parameter("all").isPresent()) {
      Optional<JobState> state = request.parameter("state").flatMap(JobState::ofWireName);
      return jobs.list(
          new JobFilter(
              request.parameter("queue"),
              state,
              request.parameter("task"),
              request.parameter("key")),
          ActionHandler.MOST);
    }
    return request.parameters("uuid").stream()
        .distinct()
        .flatMap(uuid -> jobs.find(uuid).stream())
        .toList();
  }
}
