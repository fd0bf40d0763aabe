package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.actions.AuditLine;
import io.dispatcherd.dashboard.actions.QueueActions;
import io.dispatcherd.dashboard.pages.AuditPage;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Request;
import java.util.List;
import java.util.Optional;

/** Who did what. */
record AuditHandler(Present present) implements Handler {
  private static final int MOST = 100;

  @Override
  public Answer handle(Request request) throws Exception {
    if (present.sources().queue().isEmpty()) {
      return Answer.page(new AuditPage(List.of(), Optional.empty(), true, false));
    }
    boolean isFirst = request.parameter("after").isEmpty();
    long before = request.number("after", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    List<AuditLine> found =
        new QueueActions(present.sources().queue().get()).audit(before, MOST + 1);
    boolean isLast = found.size() <= MOST;
    List<AuditLine> shown = isLast ? found : found.subList(0, MOST);
    return Answer.page(
        new AuditPage(
            shown.stream().map(AuditHandler::entry).toList(),
            isLast ? Optional.empty() : Optional.of(Long.toString(shown.get(MOST - 1).number())),
            isFirst,
            true));
  }

  private static AuditPage.Entry entry(AuditLine line) {
    return new AuditPage.Entry(
        line.at(),
        line.actor().who(),
        line.actor().role(),
        line.actor().peer(),
        line.action(),
        line.subject(),
        line.isDone() ? "done" : line.action().equals("sign-in") ? "refused" : "not possible",
        line.isDone());
  }
}
