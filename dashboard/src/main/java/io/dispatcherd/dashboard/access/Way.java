package io.dispatcherd.dashboard.access;

/** How somebody has been recognized. */
public enum Way {
  /** They weren't. */
  NONE,
  /** No way to sign in is configured, and they came over loopback. */
  LOOPBACK,
  /** By the cookie of a session, which their password began. */
  SESSION,
  /** By a bearer token. */
  TOKEN,
  /** A trusted proxy has named them. */
  PROXY,
  /** The application has, in which the dashboard is mounted. */
  APPLICATION
}
