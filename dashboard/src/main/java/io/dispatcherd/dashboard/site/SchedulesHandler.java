package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.SchedulePage;
import io.dispatcherd.dashboard.pages.SchedulesPage;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Problem;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.ScheduleInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All schedules. */
record SchedulesHandler(Present present) implements Handler {
  @Override
  public Answer handle(Request request) throws Exception {
    List<ScheduleInfo> all =
        present.sources().queue().isEmpty()
            ? List.of()
            : present.sources().client().schedules().list();
    return Answer.page(new SchedulesPage(all));
  }

  /** One of them. */
  record One(Present present) implements Handler {
    @Override
    public Answer handle(Request request) throws Exception {
      String name = request.required("name");
      Optional<ScheduleInfo> found =
          present.sources().queue().isEmpty()
              ? Optional.empty()
              : present.sources().client().schedules().find(name);
      return Answer.page(
          new SchedulePage(
              found.orElseThrow(() -> Problem.notFound("There is no schedule of this name.")),
              Map.of(),
              Optional.empty(),
              ""));
    }
  }
}
