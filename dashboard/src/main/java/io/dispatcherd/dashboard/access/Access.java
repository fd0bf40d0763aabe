package io.dispatcherd.dashboard.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who comes: asks each configured way in turn. Thread-safe. */
public final class Access {
  private final List<CallerSource> sources;

  Access(List<CallerSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** No way to sign in: everybody on this machine has this role, and nobody else any. */
  public static Access ofThisMachine(Role role) {
    return new Access(List.of(new LoopbackCallers(role)));
  }

  /** The application has signed them in that the dashboard is mounted in. */
  public static Access ofApplication() {
    return new Access(List.of(new ApplicationCallers()));
  }

  /** Who has sent this request; empty if nobody says who that is. */
  public Optional<Caller> callerOf(HttpServletRequest request) {
    return sources.stream().flatMap(source -> source.callerOf(request).stream()).findFirst();
  }

  /** Whether a caller of a while ago still is who they were: their open pages are closed if not. */
  public boolean isStill(Caller caller) {
    return sources.stream()
        .filter(source -> source.way() == caller.way())
        .anyMatch(source -> source.isStill(caller));
  }

  /** What somebody can do who wasn't recognized. */
  public String advice() {
    return sources.stream().map(CallerSource::advice).collect(Collectors.joining(" "));
  }
}
