package io.dispatcherd.dashboard.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who comes: asks each configured way in turn. Thread-safe. */
public final class Access {
  private final List<CallerSource> sources;
  private final Optional<SignIn> signIn;
  private final Function<HttpServletRequest, String> peers;

  /**
   * By these ways, in this order.
   *
   * @param signIn for those who sign in on a page, if anybody does
   * @param peers the address that a request comes from
   */
  public Access(
      List<CallerSource> sources,
      Optional<SignIn> signIn,
      Function<HttpServletRequest, String> peers) {
    this.sources = List.copyOf(sources);
    this.signIn = signIn;
    this.peers = peers;
  }

  private Access(CallerSource only) {
    this(List.of(only), Optional.empty(), HttpServletRequest::getRemoteAddr);
  }

  /** No way to sign in: everybody on this machine has this role, and nobody else any. */
  public static Access ofThisMachine(Role role) {
    return new Access(new LoopbackCallers(role));
  }

  /** The application has signed them in that the dashboard is mounted in. */
  public static Access ofApplication() {
    return new Access(new ApplicationCallers());
  }

  /** Where those sign in who do so on a page; empty if nobody does. */
  public Optional<SignIn> signIn() {
    return signIn;
  }

  /** The address that a request comes from. */
  public String peerOf(HttpServletRequest request) {
    return peers.apply(request);
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
