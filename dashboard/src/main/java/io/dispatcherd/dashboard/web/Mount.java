package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.pages.show.Links;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.Optional;

/**
 * Where one request has come, below which base. Immutable.
 *
 * @param links addresses, as browsers see them
 * @param path below the base, as it stands in the address; absent if it is outside
 */
record Mount(Links links, Optional<String> path) {
  static Mount of(HttpServletRequest request, WebOptions options) {
    String prefix = options.pathPrefix().orElseGet(() -> mountedAt(request));
    Links links = options.base().orElseGet(() -> new Links(prefix));
    String address = request.getRequestURI();
    return new Mount(
        links,
        address.startsWith(prefix)
            ? Optional.of(address.substring(prefix.length()))
            : Optional.empty());
  }

  /** Whether it is the base without its last slash. */
  static boolean isBaseWithoutSlash(HttpServletRequest request, WebOptions options) {
    String prefix = options.pathPrefix().orElseGet(() -> mountedAt(request));
    return prefix.equals(request.getRequestURI() + "/");
  }

  private static String mountedAt(HttpServletRequest request) {
    boolean isFolder = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
    return request.getContextPath() + (isFolder ? request.getServletPath() : "") + "/";
  }
}
