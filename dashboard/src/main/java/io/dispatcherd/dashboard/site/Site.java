package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.pages.QueuesPage;
import io.dispatcherd.dashboard.reading.Sources;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The table of all pages and actions, each with the right that it needs. */
public final class Site {
  private Site() {}

  /**
   * All of them, over these sources.
   *
   * @param hidden names of values that nobody is shown, in lower case
   */
  public static List<Route> routes(Sources sources, Set<String> hidden) {
    Present present = new Present(sources, new HiddenNames(hidden));
    List<Route> routes = new ArrayList<>();
    for (Action action : Action.values()) {
      routes.add(Route.action(action.word(), action.right(), new ActionHandler(present, action)));
    }
    routes.addAll(pages(present));
    return List.copyOf(routes);
  }

  private static List<Route> pages(Present present) {
    return List.of(
        Route.live("", Right.VIEW, new OverviewHandler(present)),
        Route.live(
            "queues", Right.VIEW, request -> Answer.page(new QueuesPage(present.rows(request)))),
        Route.live("queue", Right.VIEW, new QueueHandler(present)),
        Route.live("jobs", Right.VIEW, new JobsHandler(present)),
        Route.live("job", Right.VIEW, new JobHandler(present)),
        Route.live("dead", Right.VIEW, new DeadHandler(present)),
        Route.live("schedules", Right.VIEW, new SchedulesHandler(present)),
        Route.page("schedule", Right.VIEW, new SchedulesHandler.One(present)),
        Route.live("workflows", Right.VIEW, new WorkflowsHandler(present)),
        Route.live("workflow", Right.VIEW, new WorkflowsHandler.One(present)),
        Route.live("nodes", Right.VIEW, new NodesHandler(present)),
        Route.live("tasks", Right.VIEW, new TasksHandler(present, false)),
        Route.live("task", Right.VIEW, new TasksHandler(present, true)),
        Route.page("audit", Right.VIEW, new AuditHandler(present)),
        Route.page("confirm", Right.OPERATE, new ConfirmHandler(present)));
  }
}
