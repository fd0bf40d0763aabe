package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.pages.show.Links;
import java.util.Optional;

/**
 * How the dashboard is reached. Immutable.
 *
 * @param pathPrefix under which requests come here, if the dashboard has a server of its own;
 *     absent: where the application has mounted it
 * @param base where browsers see it, if that is another path
 * @param origins the hosts that it answers for
 * @param isSecure whether browsers come by TLS only, so that cookies are for TLS only; absent: as
 *     each request has come
 * @param mostViewers how many pages may be live at once
 */
public record WebOptions(
    Optional<String> pathPrefix,
    Optional<Links> base,
    Origins origins,
    Optional<Boolean> isSecure,
    int mostViewers) {
  /** The default for {@code mostViewers}. */
  public static final int MOST_VIEWERS = 32;

  /** Mounted in an application, which sees to hosts. */
  public static WebOptions mounted() {
    return new WebOptions(
        Optional.empty(),
        Optional.empty(),
        Origins.ofApplication(),
        Optional.empty(),
        MOST_VIEWERS);
  }
}
