package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.access.Caller;
import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.access.Way;
import io.dispatcherd.dashboard.pages.Pages;
import io.dispatcherd.dashboard.pages.View;
import io.dispatcherd.dashboard.pages.Viewer;
import io.dispatcherd.dashboard.pages.show.Times;
import java.time.Instant;
import java.util.Optional;

/** Writes what handlers answer as HTML. Thread-safe. */
public final class Rendering {
  private final Pages pages = new Pages();

  /**
   * A whole page.
   *
   * @param stream where its changes come from, if it is live
   * @param notice what it says once
   */
  String page(Request request, Record page, Optional<String> stream, Optional<String> notice) {
    return pages.render(view(request, stream, notice, Optional.empty()), page);
  }

  /**
   * What changes of a page.
   *
   * @param staleSince since when nothing could be read, if the page is of then
   */
  public String tick(Request request, Record page, Optional<Instant> staleSince) {
    return pages.render(view(request, Optional.empty(), Optional.empty(), staleSince).tick(), page);
  }

  private static View view(
      Request request,
      Optional<String> stream,
      Optional<String> notice,
      Optional<Instant> staleSince) {
    return new View(
        request.links(),
        new Times(request.zone(), Instant.now()),
        viewer(request.caller()),
        stream,
        notice,
        staleSince,
        false);
  }

  private static Viewer viewer(Caller caller) {
    return new Viewer(
        caller.name(),
        caller.role().wireName(),
        caller.role().may(Right.OPERATE),
        caller.role().may(Right.OPERATE),
        caller.role().may(Right.ADMINISTER),
        caller.way() == Way.SESSION);
  }
}
