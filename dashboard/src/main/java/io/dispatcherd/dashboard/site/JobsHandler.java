package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.JobsPage;
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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs that match filters. */
record JobsHandler(Present present) implements Handler {
  private static final int MOST = 100;
  private static final int COUNTED = 10_000;
  private static final List<String> FILTERS = List.of("task", "queue", "key", "uuid");
  private static final List<String> UNKNOWN = List.of("node", "from", "to", "error");

  @Override
  public Answer handle(Request request) throws Exception {
    Map<String, String> given = new LinkedHashMap<>();
    FILTERS.forEach(name -> request.parameter(name).ifPresent(value -> given.put(name, value)));
    Optional<JobState> state = state(request);
    if (present.sources().queue().isEmpty()) {
      return Answer.page(page(given, state, Map.of(), List.of(), List.of()));
    }
    Jobs jobs = present.sources().client().jobs();
    Optional<String> uuid = request.parameter("uuid");
    if (uuid.isPresent()) {
      return Answer.page(
          page(
              given,
              state,
              Map.of(),
              Visible.jobs(request, present.hidden(), jobs.find(uuid.get()).stream().toList()),
              List.of()));
    }
    JobFilter filter =
        new JobFilter(
            request.parameter("queue"), state, request.parameter("task"), request.parameter("key"));
    List<Job> found = jobs.list(filter, MOST);
    List<String> notes = new ArrayList<>();
    if (found.size() == MOST) {
      notes.add("These are the latest " + MOST + ". Narrow the filters to see others.");
    }
    UNKNOWN.stream()
        .filter(name -> request.parameter(name).isPresent())
        .forEach(name -> notes.add("The filter \"" + name + "\" isn't applied."));
    return Answer.page(
        page(
            given,
            state,
            counts(request, filter),
            Visible.jobs(request, present.hidden(), found),
            notes));
  }

  private static JobsPage page(
      Map<String, String> given,
      Optional<JobState> state,
      Map<JobState, Counted> counts,
      List<Job> jobs,
      List<String> notes) {
    return new JobsPage(
        given, state, counts, jobs, Optional.empty(), true, notes, Optional.empty());
  }

  /** How many there are in each state that has few rows, however long the history is. */
  private Map<JobState, Counted> counts(Request request, JobFilter filter) throws Exception {
    JobFilter any = new JobFilter(filter.queue(), Optional.empty(), filter.task(), filter.key());
    return request.snapshot().get(any, () -> counts(any));
  }

  private Map<JobState, Counted> counts(JobFilter filter) {
    Map<JobState, Counted> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      if (!state.hasEnded() || state == JobState.DEAD) {
        long found = present.sources().client().jobs().count(filter.state(state), COUNTED + 1);
        counts.put(state, Counted.upTo(COUNTED, found));
      }
    }
    return counts;
  }

  private static Optional<JobState> state(Request request) {
    return request
        .parameter("state")
        .map(
            word ->
                JobState.ofWireName(word)
                    .orElseThrow(
                        () -> Problem.badRequest("The parameter state names no state of jobs.")));
  }
}
