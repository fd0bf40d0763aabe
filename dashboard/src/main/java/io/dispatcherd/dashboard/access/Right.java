package io.dispatcherd.dashboard.access;

/** What somebody may do. Each route of the dashboard declares which one it needs. */
public enum Right {
  /** Nothing is needed: for signing in, style, and whether the dashboard lives. */
  ANYONE,
  /** To look, but at no arguments, results or messages of errors. */
  VIEW,
  /** To see these too, and to retry, cancel, run and pause. */
  OPERATE,
  /** To delete, to change schedules and the log level. */
  ADMINISTER
}
