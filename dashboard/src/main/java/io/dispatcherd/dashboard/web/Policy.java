package io.dispatcherd.dashboard.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** Headers that every response has. */
public final class Policy {
  /** What a page may load, and where it may send forms: its own host, and nothing inline. */
  public static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", CONTENT,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "same-origin",
          "X-Frame-Options", "DENY",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");

  private Policy() {}

  /** The headers by their names, for a server that answers by itself. */
  public static Map<String, String> headers() {
    return HEADERS;
  }

  /** Sets them; what is known to be public and constant allows to be kept later. */
  public static void apply(HttpServletResponse response) {
    HEADERS.forEach(response::setHeader);
  }
}
