package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.pages.DeadPage;
import io.dispatcherd.dashboard.pages.show.Counted;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Jobs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs that have failed for the last time, those with one error together. */
record DeadHandler(Present present) implements Handler {
  private static final int NEWEST = 1_000;
  private static final int COUNTED = 10_000;

  @Override
  public Answer handle(Request request) throws Exception {
    if (present.sources().queue().isEmpty()) {
      return Answer.page(new DeadPage(List.of(), Optional.empty(), Optional.empty()));
    }
    Optional<String> queue = request.parameter("queue");
    JobFilter filter =
        new JobFilter(queue, Optional.of(JobState.DEAD), Optional.empty(), Optional.empty());
    List<Job> newest = present.sources().client().jobs().list(filter, NEWEST);
    long total = present.sources().client().jobs().count(filter, COUNTED + 1);
    return Answer.page(
        new DeadPage(
            groups(newest, request.may(Right.OPERATE)),
            Optional.of(Counted.upTo(COUNTED, total)),
            total > newest.size() ? Optional.of((long) newest.size()) : Optional.empty()));
  }

  /** Those of the newest that belong to a group. */
  static List<Job> group(Jobs jobs, String key) {
    return jobs.list(JobFilter.ALL.state(JobState.DEAD), NEWEST).stream()
        .filter(job -> String.join(" ", keyOf(job)).equals(key))
        .toList();
  }

  private static List<String> keyOf(Job job) {
    return List.of(job.task(), job.queue(), job.error().map(Visible::errorClass).orElse("unknown"));
  }

  private static List<DeadPage.Group> groups(List<Job> newest, boolean seesContents) {
    Map<List<String>, List<Job>> byError = new LinkedHashMap<>();
    for (Job job : newest) {
      List<String> key = keyOf(job);
      byError.computeIfAbsent(key, unused -> new ArrayList<>()).add(job);
    }
    List<DeadPage.Group> groups = new ArrayList<>();
    byError.forEach((key, jobs) -> groups.add(group(key, jobs, seesContents)));
    return groups;
  }

  private static DeadPage.Group group(List<String> key, List<Job> jobs, boolean seesContents) {
    Job latest = jobs.get(0);
    List<Instant> times = jobs.stream().map(DeadHandler::diedAt).sorted().toList();
    return new DeadPage.Group(
        String.join(" ", key),
        key.get(0),
        key.get(1),
        key.get(2),
        seesContents ? latest.error() : Optional.empty(),
        Counted.exactly(jobs.size()),
        times.get(0),
        times.get(times.size() - 1),
        latest.uuid());
  }

  private static Instant diedAt(Job job) {
    return job.finishedAt().orElse(job.submittedAt());
  }
}
