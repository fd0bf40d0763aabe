package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.actions.Actor;
import io.dispatcherd.dashboard.actions.Outcome;
import io.dispatcherd.dashboard.actions.QueueActions;
import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Handler;
import io.dispatcherd.dashboard.web.Problem;
import io.dispatcherd.dashboard.web.Request;
import java.util.List;
import java.util.Map;

/** Does something to what the form names, and goes back to where that is seen. */
record ActionHandler(Present present, Action action) implements Handler {
  /** How many things one form may hit. */
  static final int MOST = 1_000;

  @Override
  public Answer handle(Request request) throws Exception {
    List<String> subjects = request.parameters(action.parameter()).stream().distinct().toList();
    if (subjects.isEmpty() || subjects.size() > MOST) {
      throw Problem.badRequest(
          "The parameter %s names 1 to %,d of them.".formatted(action.parameter(), MOST));
    }
    QueueActions actions =
        new QueueActions(
            present
                .sources()
                .queue()
                .orElseThrow(() -> Problem.conflict("Nothing keeps jobs here.")));
    Actor actor =
        new Actor(request.caller().auditName(), request.caller().role().wireName(), request.peer());
    Map<Outcome, Integer> outcomes =
        actions.act(actor, action.word(), subjects, request.parameter("once"));
    int done = outcomes.getOrDefault(Outcome.DONE, 0);
    int refused = outcomes.getOrDefault(Outcome.REFUSED, 0);
    if (refused > 0 && done == 0) {
      throw Problem.conflict(
          subjects.size() == 1
              ? "The %s can't be %s in the state that it is in, or is no longer kept."
                  .formatted(action.subject(), action.done())
              : "None of them can be %s any more.".formatted(action.done()));
    }
    return Answer.redirect(back(request.links(), subjects), notice(subjects.size(), done, refused));
  }

  private String notice(int all, int done, int refused) {
    if (done == 0) {
      return "That was done before.";
    }
    if (all == 1) {
      return "The %s was %s.".formatted(action.subject(), action.done());
    }
    String rest = refused == 0 ? "" : ", %,d could not be".formatted(refused);
    return "%,d %ss were %s%s.".formatted(done, action.subject(), action.done(), rest);
  }

  private String back(Links links, List<String> subjects) {
    boolean isGone = action.isDangerous();
    return switch (action.subject()) {
      case "queue" -> links.queue(subjects.get(0));
      case "schedule" -> isGone ? links.page("schedules") : links.schedule(subjects.get(0));
      case "workflow" -> links.workflow(subjects.get(0));
      default -> isGone || subjects.size() > 1 ? links.page("jobs") : links.job(subjects.get(0));
    };
  }
}
