package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.QueueRow;
import io.dispatcherd.dashboard.reading.Sources;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.Node;
import io.dispatcherd.jobs.QueueStatus;
import java.util.List;
import java.util.Optional;

/** What several pages show of this moment, read once for all of them. Immutable. */
record Present(Sources sources, HiddenNames hidden) {
  /** All queues, by name; none without a queue. */
  List<QueueStatus> queues(Request request) throws Exception {
    return sources.queue().isEmpty()
        ? List.of()
        : request.snapshot().get("queues", () -> sources.client().queues().list());
  }

  /** The services that work on queues. */
  List<Node> nodes(Request request) throws Exception {
    return sources.queue().isEmpty()
        ? List.of()
        : request.snapshot().get("nodes", () -> sources.client().queues().nodes());
  }

  /** A row for each queue. */
  List<QueueRow> rows(Request request) throws Exception {
    List<Node> nodes = nodes(request);
    return queues(request).stream().map(queue -> row(queue, nodes)).toList();
  }

  private static QueueRow row(QueueStatus queue, List<Node> nodes) {
    long services = nodes.stream().filter(node -> node.queues().contains(queue.name())).count();
    return new QueueRow(queue, Optional.of((int) services), Optional.empty());
  }
}
