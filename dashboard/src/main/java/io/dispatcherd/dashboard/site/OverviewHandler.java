package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.Attention;
import io.dispatcherd.dashboard.pages.OverviewPage;
import io.dispatcherd.dashboard.pages.QueueRow;
import io.dispatcherd.dashboard.pages.show.Counted;
import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The first page. */
record OverviewHandler(Present present) implements Handler {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int MOST_SENTENCES = 10;

  @Override
  public Answer handle(Request request) throws Exception {
    if (present.sources().queue().isEmpty()) {
      return Answer.page(page(List.of(), List.of(), Optional.empty()));
    }
    List<QueueRow> queues = present.rows(request);
    return Answer.page(
        page(
            attention(queues, request.links()),
            queues,
            Optional.of(present.nodes(request).size())));
  }

  private static OverviewPage page(
      List<Attention> attention, List<QueueRow> queues, Optional<Integer> services) {
    return new OverviewPage(
        attention,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        services.map(known -> sum(queues, QueueRow::ready)),
        queues.stream()
            .flatMap(row -> row.status().oldestReady().stream())
            .max(Comparator.naturalOrder()),
        services.map(known -> sum(queues, QueueRow::running)),
        services.map(known -> sum(queues, QueueRow::dead)),
        services,
        queues);
  }

  private static Counted sum(List<QueueRow> queues, Function<QueueRow, Counted> number) {
    List<Counted> all = queues.stream().map(number).toList();
    return new Counted(
        all.stream().mapToLong(Counted::number).sum(), all.stream().anyMatch(Counted::isMore));
  }

  /** What stands still comes first, then what waits long, then what has failed. */
  private static List<Attention> attention(List<QueueRow> queues, Links links) {
    List<Attention> all = new ArrayList<>();
    for (QueueRow row : queues) {
      String name = row.status().name();
      if (row.isForsaken()) {
        all.add(
            new Attention(
                true,
                "No service works on queue ",
                name,
                ", and jobs wait in it.",
                links.page("nodes"),
                "Nodes"));
      } else if (row.status().isPaused() && row.status().ready() > 0) {
        all.add(
            new Attention(
                false,
                "Queue ",
                name,
                " is paused, and jobs wait in it.",
                links.queue(name),
                "Queue"));
      } else if (row.status().oldestReady().filter(age -> age.compareTo(LONG) > 0).isPresent()) {
        all.add(
            new Attention(
                true,
                "Jobs in queue ",
                name,
                " wait for longer than 5 minutes.",
                links.queue(name),
                "Queue"));
      }
    }
    for (QueueRow row : queues) {
      if (!row.dead().isZero()) {
        String name = row.status().name();
        all.add(
            new Attention(
                false,
                row.dead().words("job", "jobs") + " in queue ",
                name,
                " failed for the last time.",
                links.with("jobs", Map.of("state", "dead", "queue", name)),
                "Dead jobs"));
      }
    }
    return all.stream().limit(MOST_SENTENCES).toList();
  }
}
