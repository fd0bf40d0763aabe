package io.dispatcherd.dashboard.access;

import java.util.Locale;
import java.util.Optional;

/**
 * Who has sent a request. Immutable.
 *
 * @param name what they are called; empty if nobody had to sign in
 * @param role what they may do
 * @param way how they were recognized
 * @param session theirs, if they have one
 */
public record Caller(Optional<String> name, Role role, Way way, Optional<Session> session) {
  /** One without a session. */
  public Caller(String name, Role role, Way way) {
    this(Optional.of(name), role, way, Optional.empty());
  }

  /** Somebody of whom only the role is known. */
  public static Caller nameless(Role role, Way way) {
    return new Caller(Optional.empty(), role, way, Optional.empty());
  }

  /** Somebody who wasn't recognized, on a page that is open to anyone. */
  public static Caller nobody() {
    return nameless(Role.VIEWER, Way.NONE);
  }

  /** What an audit line calls them. */
  public String auditName() {
    return name.orElseGet(() -> "(" + way.name().toLowerCase(Locale.ROOT) + ")");
  }
}
