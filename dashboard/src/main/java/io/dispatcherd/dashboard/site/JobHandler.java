package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.pages.Attempt;
import io.dispatcherd.dashboard.pages.JobPage;
import io.dispatcherd.dashboard.pages.show.JsonText;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Problem;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Run;
import java.util.List;
import java.util.Optional;

/** One job. */
record JobHandler(Present present) implements Handler {
  private static final int MOST_ATTEMPTS = 50;
  private static final int MOST_CHARACTERS = 20_000;

  @Override
  public Answer handle(Request request) throws Exception {
    String uuid = request.required("uuid");
    if (present.sources().queue().isEmpty()) {
      throw Problem.notFound("Nothing keeps jobs here.");
    }
    Jobs jobs = present.sources().client().jobs();
    Job job =
        Visible.job(
            request,
            present.hidden(),
            jobs.find(uuid)
                .orElseThrow(
                    () ->
                        Problem.notFound(
                            "There is no job with this uuid, or it is no longer kept.")));
    boolean seesContents = request.may(Right.OPERATE);
    Optional<String> message =
        seesContents ? jobs.message(uuid).map(present.hidden()::in) : Optional.empty();
    boolean isLong = message.filter(text -> text.length() > MOST_CHARACTERS).isPresent();
    return Answer.page(
        new JobPage(
            job,
            attempts(request, jobs.runs(uuid)),
            message.filter(text -> !isLong).map(JsonText::new),
            isLong
                ? message.map(
                    text -> "It has %,d characters, too many to show.".formatted(text.length()))
                : Optional.empty(),
            job.resultJson().map(JsonText::new),
            List.of(),
            Optional.empty(),
            false));
  }

  /** The latest first. */
  private static List<Attempt> attempts(Request request, List<Run> runs) {
    return runs.stream()
        .skip(Math.max(0, runs.size() - MOST_ATTEMPTS))
        .map(run -> new Attempt(Visible.run(request, run), Optional.empty(), List.of(), false))
        .sorted((a, b) -> b.run().endedAt().compareTo(a.run().endedAt()))
        .toList();
  }
}
