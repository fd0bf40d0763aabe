package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.reading.Sources;
import io.dispatcherd.dashboard.web.Route;
import java.util.List;

/** The table of all pages and actions, each with the right that it needs. */
public final class Site {
  private Site() {}

  /** All of them, over these sources. */
  public static List<Route> routes(Sources sources) {
    return List.of(Route.live("", Right.VIEW, new OverviewHandler(sources)));
  }
}
