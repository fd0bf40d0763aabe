package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.OverviewPage;
import io.dispatcherd.dashboard.reading.Sources;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.QueueStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The first page. */
record OverviewHandler(Sources sources) implements Handler {
  @Override
  public Answer handle(Request request) throws Exception {
    List<QueueStatus> queues = request.snapshot().get("queues", this::queues);
    long waiting = queues.size();
    return Answer.page(
        new OverviewPage(
            List.of(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of((int) waiting),
            List.of()));
  }

  private List<QueueStatus> queues() {
    return sources.queue().isPresent() ? sources.client().queues().list() : List.of();
  }
}
