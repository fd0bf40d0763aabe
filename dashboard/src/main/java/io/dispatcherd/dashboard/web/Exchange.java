package io.dispatcherd.dashboard.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request with its response, and where it has come.
 *
 * @param path below the base; empty for the overview and for what is outside
 * @param isForScripts whether it is under {@code api/v1/}
 */
record Exchange(
    HttpServletRequest request,
    HttpServletResponse response,
    Mount mount,
    String path,
    boolean isForScripts,
    Cookies.Scope scope) {
  static final String API = "api/v1/";

  static Exchange of(HttpServletRequest request, HttpServletResponse response, WebOptions options) {
    Mount mount = Mount.of(request, options);
    String path = mount.path().orElse("");
    boolean isForScripts = path.startsWith(API);
    return new Exchange(
        request,
        response,
        mount,
        isForScripts ? path.substring(API.length()) : path,
        isForScripts,
        Cookies.Scope.of(request, mount, options));
  }

  boolean isHead() {
    return request.getMethod().equals("HEAD");
  }

  String query() {
    String query = request.getQueryString();
    return query == null ? "" : query;
  }

  /** The address of the stream of this page, with the parameters that it has. */
  String streamOf(Route route) {
    String stream = mount.links().base() + "events?page=" + route.path();
    return query().isEmpty() ? stream : stream + "&" + query();
  }
}
