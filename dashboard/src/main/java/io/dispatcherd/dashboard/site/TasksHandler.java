package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.TasksPage;
import io.dispatcherd.dashboard.pages.show.Counted;
import io.dispatcherd.dashboard.reading.TableReading;
import io.dispatcherd.dashboard.reading.TaskSample;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Request;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the latest runs say of each task. */
record TasksHandler(Present present, boolean isOne) implements Handler {
  @Override
  public Answer handle(Request request) throws Exception {
    Optional<String> only = isOne ? Optional.of(request.required("name")) : Optional.empty();
    List<TaskSample> all =
        present.sources().queue().isEmpty()
            ? List.of()
            : request
                .snapshot()
                .get("tasks", () -> new TableReading(present.sources().queue().get()).tasks());
    return Answer.page(
        new TasksPage(
            all.stream()
                .filter(sample -> only.isEmpty() || only.get().equals(sample.task()))
                .map(TasksHandler::row)
                .toList(),
            "the latest %,d runs".formatted(TableReading.SAMPLE),
            only));
  }

  private static TasksPage.Row row(TaskSample sample) {
    return new TasksPage.Row(
        sample.task(),
        Optional.of(Counted.exactly(sample.runs())),
        OptionalDouble.of((double) sample.failed() / sample.runs()),
        sample.waitMedian(),
        sample.waitMost(),
        sample.runMedian(),
        sample.runMost(),
        Optional.empty());
  }
}
