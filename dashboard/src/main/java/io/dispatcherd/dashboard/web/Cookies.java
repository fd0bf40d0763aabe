package io.dispatcherd.dashboard.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Cookies of the dashboard. Their values have only characters that need no quotes. */
final class Cookies {
  static final String NOTICE = "dispatcherd_notice";
  static final String ZONE = "dispatcherd_zone";

  private Cookies() {}

  static Optional<String> read(HttpServletRequest request, String name) {
    return Stream.ofNullable(request.getCookies())
        .flatMap(Arrays::stream)
        .filter(cookie -> cookie.getName().equals(name))
        .map(Cookie::getValue)
        .findFirst();
  }

  /** Sets one for our own pages, out of the reach of script; for no time at all, it is removed. */
  static void write(
      HttpServletResponse response, String name, String value, Duration age, Scope scope) {
    response.addHeader(
        "Set-Cookie",
        "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax%s"
            .formatted(
                name, value, scope.path(), age.toSeconds(), scope.isSecure() ? "; Secure" : ""));
  }

  /**
   * Where cookies are sent back.
   *
   * @param path of the dashboard
   * @param isSecure whether over TLS only
   */
  record Scope(String path, boolean isSecure) {
    static Scope of(HttpServletRequest request, Mount mount, WebOptions options) {
      return new Scope(mount.links().base(), options.isSecure().orElseGet(request::isSecure));
    }
  }
}
