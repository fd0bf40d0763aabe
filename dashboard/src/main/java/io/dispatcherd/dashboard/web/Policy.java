package io.dispatcherd.dashboard.web;

import jakarta.servlet.http.HttpServletResponse;

/** Headers that every response has. */
public final class Policy {
  /** What a page may load, and where it may send forms: its own host, and nothing inline. */
  public static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private Policy() {}

  /** Sets them; what is known to be public and constant allows to be kept later. */
  public static void apply(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", CONTENT);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
  }
}
