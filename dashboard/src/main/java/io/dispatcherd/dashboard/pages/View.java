package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.dashboard.pages.show.Times;
import java.time.Instant;
import java.util.Optional;

/**
 * What every template needs to know beside what its page shows. Immutable.
 *
 * @param links where pages are
 * @param times how moments are written
 * @param viewer who looks
 * @param stream where this page's changes come from; empty for a page that doesn't change
 * @param notice what the viewer's last action has done
 * @param staleSince since when nothing could be read, if what is shown is old
 * @param isTick whether only what changes is wanted, for pages that are open
 */
public record View(
    Links links,
    Times times,
    Viewer viewer,
    Optional<String> stream,
    Optional<String> notice,
    Optional<Instant> staleSince,
    boolean isTick) {
  /** The same for a page that is open already. */
  public View tick() {
    return new View(links, times, viewer, stream, notice, staleSince, true);
  }
}
