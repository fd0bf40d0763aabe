package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.pages.NodesPage;
import io.dispatcherd.dashboard.reading.QueueTables;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Request;
import io.dispatcherd.jobs.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The services that work on queues. */
record NodesHandler(Present present) implements Handler {
  @Override
  public Answer handle(Request request) throws Exception {
    List<String> brokers =
        present.sources().queue().map(QueueTables::broker).map(List::of).orElse(List.of());
    return Answer.page(
        new NodesPage(
            present.nodes(request).stream().map(node -> service(node, brokers)).toList(),
            List.of()));
  }

  private static NodesPage.Service service(Node node, List<String> brokers) {
    return new NodesPage.Service(
        node.nodeId(),
        brokers,
        Optional.of(node.startedAt()),
        Optional.of(node.expiresAt()),
        node.queues(),
        OptionalLong.of(node.running()),
        OptionalLong.empty(),
        Optional.empty(),
        List.of());
  }
}
